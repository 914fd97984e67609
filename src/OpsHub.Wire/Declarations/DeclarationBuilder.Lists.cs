using System.Globalization;
using OpsHub.Wire.Codes;
using OpsHub.Wire.Text;

namespace OpsHub.Wire.Declarations;

/// <summary>The fields that are lists: containers, documents, items.</summary>
internal sealed partial class DeclarationBuilder
{
    private const int MaxListLength = 1_000;
    private const string ItemExpected = "line|hs|description|quantity|unit|net mass|value";

    /// <summary>Adds a container number; checks it.</summary>
    public void AddContainer(string text)
    {
        var name = nameOf(DeclarationField.Containers);
        text = text.Trim();
        switch (ContainerNumber.Check(text))
        {
            case ContainerNumberFault.Shape:
                Find(name, text, "is no container number", ContainerNumber.Expected);
                break;
            case ContainerNumberFault.Category:
                Find(name, text, "has no container category", ContainerNumber.Expected);
                break;
            case ContainerNumberFault.CheckDigit:
                var right = ContainerNumber.CheckDigit(text.AsSpan(0, 10));
                Find(name, text, "has a wrong check digit", string.Create(CultureInfo.InvariantCulture, $"check digit {right}, or another number"));
                break;
        }

        AddTo(_containers, text, name);
    }

    /// <summary>Adds a document.</summary>
    public void AddDocument(string type, string? number)
    {
        var name = nameOf(DeclarationField.Documents);
        type = type.Trim();
        number = string.IsNullOrWhiteSpace(number) ? null : number.Trim();
        if (type.Length is 0 or > 32 || number?.Length > 64)
            Find(name, type, "has no type or is too long", "a type of 1 to 32 characters and a number of at most 64");
        AddTo(_documents, new DeclarationDocument(type, number), name);
    }

    /// <summary>Adds an item from its texts; blank is the same as not given.</summary>
    public void AddItem(string? line, string? hs, string? description, string? quantity, string? unit, string? mass, string? value)
    {
        var place = _items.Count;
        var name = string.Create(CultureInfo.InvariantCulture, $"{nameOf(DeclarationField.Items)}[{place}]");
        var number = place + 1;
        if (!string.IsNullOrWhiteSpace(line)
            && (!int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out number) || number is < 1 or > 99_999))
            Find(name + ".line", line, "is no line number", "a whole number from 1");
        var code = HsCode.Normalize(hs);
        if (code is null)
            Find(name + ".hs", hs, "is no HS code", HsCode.Expected);
        if (description?.Length > 512 || unit?.Length > 16)
            Find(name + ".description", description, "or the unit is too long", "at most 512 characters, 16 for the unit");
        var item = new DeclarationItem
        {
            Line = number,
            Hs = code ?? "",
            Description = NullIfBlank(description),
            Quantity = ItemAmount(name + ".quantity", quantity),
            Unit = NullIfBlank(unit),
            NetMassKilograms = ItemAmount(name + ".netMassKilograms", mass),
            Value = ItemAmount(name + ".value", value),
        };
        // Also what cannot be taken: the draft has every item at its place.
        AddTo(_items, item, nameOf(DeclarationField.Items));
    }

    // CSV has one column per list: entries by semicolon (containers also by blank), an item's parts by bar.
    private void SplitLists()
    {
        if (_texts[(int)DeclarationField.Containers] is { } containers)
        {
            foreach (var container in containers.Split([';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                AddContainer(container);
        }

        if (_texts[(int)DeclarationField.Documents] is { } documents)
        {
            foreach (var document in documents.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                var colon = document.IndexOf(':', StringComparison.Ordinal);
                AddDocument(colon < 0 ? document : document[..colon], colon < 0 ? null : document[(colon + 1)..]);
            }
        }

        if (_texts[(int)DeclarationField.Items] is { } items)
        {
            foreach (var item in items.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                if (item.Split('|', StringSplitOptions.TrimEntries) is [var line, var hs, var description, var quantity, var unit, var mass, var value])
                    AddItem(line, hs, description, quantity, unit, mass, value);
                else
                    Find(nameOf(DeclarationField.Items), item, "has not seven parts", ItemExpected);
            }
        }
    }

    private decimal? ItemAmount(string name, string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : Amount(name, text.Trim(), MaxAmount, "zero or more");

    private void AddTo<T>(List<T> list, T entry, string name)
    {
        if (list.Count < MaxListLength)
            list.Add(entry);
        else if (!_findings.Exists(f => f.Field == name && f.Problem == "has too many entries"))
            Find(name, "", "has too many entries", $"at most {MaxListLength}");
    }

    private static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
