using OpsHub.Wire.Edifact;

namespace OpsHub.Wire.Cargo;

/// <summary>
/// Cargo reports (CUSCAR) and stow plans (BAPLIE) out of an interchange, in the order of its messages. Read are the segments of UNTDID
/// D.95B and what later directories made of them; segments of the message that carry nothing for customs are passed over.
/// </summary>
public static class CargoReader
{
    /// <summary>Most consignments, containers or items of one message: the segment groups of the directory repeat at most 9,999 times, five of them make the largest ships.</summary>
    public const int MaxEntries = 50_000;

    /// <summary>Reads every message; one that cannot be taken costs only itself. Nothing of a refused interchange.</summary>
    public static IReadOnlyList<CargoRead> Read(EdifactInterchange interchange)
    {
        var reads = new List<CargoRead>(interchange.Messages.Count);
        var seen = new InterchangeDocuments();
        foreach (var message in interchange.Messages)
            reads.Add(Read(message, seen));
        return reads;
    }

    private static CargoRead Read(EdifactMessage message, InterchangeDocuments seen)
    {
        var findings = new FindingSink();
        findings.AddRange(message.Findings);
        CargoReport? report = null;
        StowPlan? plan = null;
        if (message.Type == "CUSCAR" && IsDirectory(message, findings))
            report = new CuscarReader(message, findings, seen).Read();
        else if (message.Type == "BAPLIE" && IsDirectory(message, findings))
            plan = new BaplieReader(message, findings, seen).Read();
        else if (message.Type is not ("CUSCAR" or "BAPLIE"))
            findings.Add(EdifactFault.MessageType, new EdifactPlace(message.FirstSegment, "UNH", 2, 1), message.Type, "is no message that is read here", "CUSCAR or BAPLIE");
        return new CargoRead(message, findings.IsRefused ? null : report, findings.IsRefused ? null : plan, findings.InOrder());
    }

    private static bool IsDirectory(EdifactMessage message, FindingSink findings)
    {
        // D.95B and the drafts after it; the directories before (D.93A, 1, 90) have other segments.
        if (message.Directory is ['D', '.', >= '0' and <= '9', >= '0' and <= '9', 'A' or 'B'] directory && directory is not ("D.93A" or "D.94A" or "D.94B" or "D.95A"))
            return true;
        findings.Add(
            EdifactFault.MessageType, new EdifactPlace(message.FirstSegment, "UNH", 2, 2), message.Directory, "is no directory that is read here", "D and 95B or later");
        return false;
    }
}

/// <summary>What the messages of one interchange have named, each of it once.</summary>
internal sealed class InterchangeDocuments
{
    /// <summary>Type and number of a report or plan.</summary>
    public HashSet<(string Type, string Number)> Messages { get; } = [];

    /// <summary>Bills of lading.</summary>
    public HashSet<string> TransportDocuments { get; } = new(StringComparer.Ordinal);
}
