using System.Runtime.CompilerServices;
using System.Xml;
using OpsHub.Wire.Text;

namespace OpsHub.Wire.Declarations;

/// <summary>
/// Declarations in the XML of the WCO Data Model: <c>Declaration</c> by itself, in a <c>MetaData</c>, or several in a <c>Declarations</c>;
/// namespace <c>urn:wco:datamodel:WCO:DEC-DMS:2</c> or none. What is read of it: see the README of this folder. Elements that mean
/// nothing here are passed over.
/// </summary>
public static class DeclarationXml
{
    /// <summary>Deepest nesting; the model needs 10.</summary>
    public const int MaxDepth = 32;

    /// <summary>Most elements of one declaration: 999 items of 60 elements each.</summary>
    public const int MaxElements = 60_000;

    /// <summary>Namespaces of declarations begin with this.</summary>
    private const string Namespace = "urn:wco:datamodel:WCO:DEC";

    /// <summary>
    /// Reads declaration by declaration; never holds more than one. What is no well-formed XML ends the reading with a finding; what was
    /// taken before stays taken. A document type declaration is refused, nothing is ever fetched.
    /// </summary>
    /// <param name="stream">In the encoding it states, UTF-8 otherwise; not closed.</param>
    /// <param name="options">What the input itself does not say.</param>
    /// <param name="cancellation">Stops reading.</param>
    public static async IAsyncEnumerable<DeclarationRead> ReadAsync(
        Stream stream, DeclarationOptions? options = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        options ??= DeclarationOptions.Default;
        var budget = new BudgetStream(stream, options.MaxRowLength);
        using var xml = XmlReader.Create(budget, s_settings);
        var mapping = new DeclarationXmlMapping(options);
        var any = false;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var (read, goesOn) = await NextAsync(xml, mapping).ConfigureAwait(false);
            if (read is { } one)
            {
                any = true;
                budget.Renew();
                yield return one;
            }

            if (!goesOn)
                break;
        }

        if (!any)
            yield return DeclarationRead.Refused(new Finding("body", "", "has no declaration", "a Declaration of the WCO Data Model", 1));
    }

    private static readonly XmlReaderSettings s_settings = new()
    {
        Async = true,
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersFromEntities = 1_024,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
        CloseInput = false,
    };

    /// <summary>The next declaration, or what is wrong; false when there is nothing behind it.</summary>
    private static async ValueTask<(DeclarationRead? Read, bool GoesOn)> NextAsync(XmlReader xml, DeclarationXmlMapping mapping)
    {
        try
        {
            while (await xml.ReadAsync().ConfigureAwait(false))
            {
                if (xml.NodeType != XmlNodeType.Element || xml.NamespaceURI.StartsWith("urn:wco:datamodel:WCO:DocumentMetaData", StringComparison.Ordinal))
                    continue;
                var line = ((IXmlLineInfo)xml).LineNumber;
                if (xml.LocalName == "Declaration")
                    return await DeclarationAsync(xml, mapping, line).ConfigureAwait(false);
                // Whatever is around declarations: a list of them, or metadata without a namespace. Anything else is no declaration.
                if (xml.Depth == 0 && xml.LocalName is not ("MetaData" or "Declarations"))
                    return (Refused(xml.LocalName, xml.LocalName, "is no declaration", "Declaration, MetaData or Declarations", line), false);
            }

            return (null, false);
        }
        catch (XmlException error)
        {
            var problem = error.Message.Contains("DTD", StringComparison.Ordinal) ? "has a document type declaration" : "is no well-formed XML; the rest was not read";
            return (Refused("xml", "", problem, "well-formed XML without a document type declaration", error.LineNumber), false);
        }
        catch (BudgetExceededException)
        {
            return (Refused("Declaration", "", "is too large; the rest was not read", "at most as many bytes as one declaration may have", ((IXmlLineInfo)xml).LineNumber), false);
        }
    }

    private static async ValueTask<(DeclarationRead? Read, bool GoesOn)> DeclarationAsync(XmlReader xml, DeclarationXmlMapping mapping, long line)
    {
        if (xml.NamespaceURI is { Length: > 0 } other && !other.StartsWith(Namespace, StringComparison.Ordinal))
            return (Refused("Declaration", other, "is of another namespace", $"{Namespace}-DMS:2, or none", line), false);
        var declaration = await XmlElement.ReadAsync(xml, MaxDepth, MaxElements).ConfigureAwait(false);
        return declaration is null
            ? (Refused("Declaration", "", "is too deep or has too many elements; the rest was not read", $"at most {MaxDepth} deep and {MaxElements} elements", line), false)
            : (mapping.Map(declaration), true);
    }

    private static DeclarationRead Refused(string field, string value, string problem, string expected, long line) =>
        DeclarationRead.Refused(Finding.Of(field, value, problem, expected, line));
}
