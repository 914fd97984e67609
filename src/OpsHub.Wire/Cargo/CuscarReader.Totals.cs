using System.Globalization;
using OpsHub.Contracts.Shipments;
using OpsHub.Wire.Edifact;

namespace OpsHub.Wire.Cargo;

/// <summary>Whether a report is complete and agrees with itself.</summary>
internal sealed partial class CuscarReader
{
    private void Complete(ConsignmentBuilder consignment)
    {
        var at = consignment.Start.Number;
        if (consignment.Loading is null)
            Missing(new EdifactPlace(at, "LOC"), "the port of loading", "LOC+9 in this consignment");
        if (consignment.Discharge is null && _arrival is null)
            Missing(new EdifactPlace(at, "LOC"), "the port of discharge", "LOC+11 in this consignment, or LOC+60 in the head");
        // Goods to order have no consignee: then somebody is to be told.
        if (consignment.Consignee is null && consignment.Notify is null)
            Missing(new EdifactPlace(at, "NAD"), "the consignee", "NAD+CN, or NAD+NI for goods to order");
        if (consignment.Items.Count == 0)
            Missing(new EdifactPlace(at, "GID"), "the goods", "at least one GID in this consignment");
        foreach (var item in consignment.Items)
            Complete(item);
        foreach (var control in consignment.Controls)
            Control(control, consignment);
    }

    private void Complete(ItemBuilder item)
    {
        var at = item.Start.Number;
        if (item.Description.Count == 0)
            Missing(new EdifactPlace(at, "FTX"), "the description of the goods", "FTX+AAA behind this GID");
        if (!item.HasMass)
            Missing(new EdifactPlace(at, "MEA"), "the gross mass of the goods", "MEA+AAE+G+KGM behind this GID");
        if (item is { Containers.Count: > 0, IsSplitStated: true, Packages: { } packages } && item.Split != packages)
        {
            Findings.Add(
                EdifactFault.Total, item.Start.At(2, 1), Text(packages), "is not the sum of the packages in the containers (SGP)",
                Text(item.Split));
        }
    }

    /// <summary>CNT of a consignment: 7 gross mass, 8 pieces or 11 packages (UN/EDIFACT 6069); others are passed over.</summary>
    private void Control(EdifactSegment cnt, ConsignmentBuilder consignment)
    {
        if (cnt[1] == "7")
        {
            consignment.StatedMass = ControlMass(cnt);
            if (consignment.Items.TrueForAll(i => i.GrossMass is not null))
                CompareMass(cnt, consignment.StatedMass, consignment.Items.Sum(i => i.GrossMass ?? 0));
        }
        else if (cnt[1] is "8" or "11")
        {
            consignment.StatedPackages = Values.Count(cnt, 1, 2);
            if (consignment.Items.TrueForAll(i => i.Packages is not null))
                Compare(cnt, consignment.StatedPackages, consignment.Items.Sum(i => (long)(i.Packages ?? 0)), "packages of the goods");
        }
    }

    /// <summary>CNT of the head: 7, 8 and 11 over all consignments, 10 their count, 16 the count of equipment.</summary>
    private void Controls()
    {
        foreach (var cnt in _controls)
        {
            var items = _consignments.SelectMany(c => c.Items);
            switch (cnt[1])
            {
                case "7":
                    var mass = ControlMass(cnt);
                    if (items.All(i => i.GrossMass is not null))
                        CompareMass(cnt, mass, items.Sum(i => i.GrossMass ?? 0));
                    break;
                case "8" or "11":
                    var packages = Values.Count(cnt, 1, 2);
                    if (items.All(i => i.Packages is not null))
                        Compare(cnt, packages, items.Sum(i => (long)(i.Packages ?? 0)), "packages of the goods");
                    break;
                case "10":
                    Compare(cnt, Values.Count(cnt, 1, 2), _consignments.Count, "consignments");
                    break;
                case "16":
                    Compare(cnt, Values.Count(cnt, 1, 2), _equipment.Count, "equipment");
                    break;
            }
        }
    }

    /// <summary>The unit of a control total may be left out: then it is kilograms.</summary>
    private decimal? ControlMass(EdifactSegment cnt) => cnt[1, 3].Length == 0 ? Values.Amount(cnt, 1, 2) : Values.Mass(cnt, (1, 3), (1, 2));

    private void CompareMass(EdifactSegment cnt, decimal? stated, decimal sum)
    {
        if (stated is { } mass && !DeclarationTotals.Agree(sum, mass))
            Findings.Add(EdifactFault.Total, cnt.At(1, 2), cnt[1, 2], "is not the sum of the gross masses of the goods", $"{Text(sum)} kg, give or take half a percent");
    }

    private void Compare(EdifactSegment cnt, int? stated, long count, string ofWhat)
    {
        if (stated is { } number && number != count)
            Findings.Add(EdifactFault.Total, cnt.At(1, 2), cnt[1, 2], $"is not the count of {ofWhat}", Text(count));
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
