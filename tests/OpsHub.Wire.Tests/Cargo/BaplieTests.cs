using OpsHub.Wire.Edifact;
using OpsHub.Wire.Tests.Support;

namespace OpsHub.Wire.Tests.Cargo;

public sealed class BaplieTests
{
    [Fact]
    public void Read_WholePlan_GivesEveryField()
    {
        var read = Edi.One("BAPLIE", Edi.Baplie);
        Assert.Empty(read.Findings);
        var plan = read.Plan!;
        Assert.Equal(("PLAN-1", "SEGOT", "EETLL", 9074729), (plan.Document, plan.Departure, plan.NextCall, plan.Voyage.VesselImo));
        Assert.Equal((new DateTime(2026, 3, 2, 6, 0, 0), new DateTime(2026, 3, 1, 6, 0, 0)), (plan.Voyage.ArrivalAt, plan.Voyage.DepartureAt));
        var (full, empty) = (plan.Containers[0], plan.Containers[1]);
        Assert.Equal(("0050302", "CSQU3054383", "22G1", true, 23_000m, "SEGOT", "EETLL", "MSCU"), (full.Position, full.Number, full.SizeType, full.IsFull, full.GrossMassKilograms, full.Loading, full.Discharge, full.Operator));
        Assert.Equal(("0070304", "MWCU6059784", "4500", false, 4_000m, "FIHEL"), (empty.Position, empty.Number, empty.SizeType, empty.IsFull, empty.GrossMassKilograms, empty.Discharge));
    }

    [Fact]
    public void Read_SamePositionOrContainerTwice_IsToldAtTheSecond()
    {
        var read = Edi.One("BAPLIE", Edi.Baplie.Replace("0070304", "050302", StringComparison.Ordinal).Replace("MWCU6059784", "CSQU3054383", StringComparison.Ordinal));
        Assert.Equal([(EdifactFault.Duplicate, "LOC 2.1"), (EdifactFault.Duplicate, "EQD 2.1")], read.Findings.Select(f => (f.Fault, f.Place.ToString())));
    }

    [Fact]
    public void Read_PositionWithoutItsParts_IsToldPartByPart()
    {
        var read = Edi.One("BAPLIE", string.Join('\n', Edi.Lines(Edi.Baplie).Where(l => l is not ("MEA+VGM++KGM:4000" or "LOC+9+SEGOT" or "LOC+11+FIHEL"))));
        Assert.Equal(["MEA", "LOC", "LOC"], read.Findings.Select(f => f.Place.Tag));
        Assert.All(read.Findings, f => Assert.Equal((EdifactFault.SegmentMissing, 17), (f.Fault, f.Place.Segment)));
    }

    [Fact]
    public void Read_PlanOfALargeShip_IsTakenWhole()
    {
        const int Count = 12_000;
        var plan = new System.Text.StringBuilder(Edi.Baplie[..Edi.Baplie.IndexOf("LOC+147", StringComparison.Ordinal)]);
        for (var i = 0; i < Count; i++)
        {
            var ten = $"OPSU{i:D6}";
            plan.Append($"LOC+147+{i:D7}::5\nMEA+VGM++KGM:{4_000 + i}\nLOC+9+SEGOT\nLOC+11+EETLL\nRFF+BM:1\nEQD+CN+{ten}{OpsHub.Wire.Codes.ContainerNumber.CheckDigit(ten)}+45G1+++5\n");
        }

        var read = Edi.One("BAPLIE", plan.ToString());
        Assert.Empty(read.Findings);
        Assert.Equal(Count, read.Plan!.Containers.Count);
    }

    // A published example with words where codes belong: the envelope is right, and each word is found.
    [SharedDataFact("edifact/BAPLIE_D04B.edi")]
    public void Read_RealPlanWithWordsForCodes_NamesEachOfThem()
    {
        var interchange = EdifactReader.Read(File.ReadAllBytes(SharedFile.PathOf("edifact/BAPLIE_D04B.edi")));
        Assert.Empty(interchange.Findings);
        Assert.True(interchange.Header.IsTest);
        var read = Assert.Single(OpsHub.Wire.Cargo.CargoReader.Read(interchange));
        Assert.Equal(
            [(EdifactFault.ImoNumber, "TDT 8.1", "IMONUMBER"), (EdifactFault.Location, "LOC 2.1", "DEPARTPLACE"), (EdifactFault.Location, "LOC 2.1", "NEXTPORTOFCALL"),
             (EdifactFault.Location, "LOC 2.1", "WARDBED"), (EdifactFault.Location, "LOC 2.1", "PORTOFDISCHARGE"), (EdifactFault.ContainerNumber, "EQD 2.1", "CONTAINER")],
            read.Findings.Select(f => (f.Fault, f.Place.ToString(), f.Value)));
    }
}
