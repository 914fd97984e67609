using Orleans;

namespace OpsHub.Storage.Journals.GrainStorage;

/// <summary>
/// One committed group of a stream: state <c>group</c> of <c>journal/{stream key}/{group number}</c>. Written once, on an
/// empty ETag, and never changed.
/// </summary>
[GenerateSerializer]
[Alias("opshub.storage.journal-group")]
public sealed class JournalGroupRecord
{
    /// <summary>Number of the first entry.</summary>
    [Id(0)]
    public long First { get; set; }

    /// <summary>Number of the last entry.</summary>
    [Id(1)]
    public long Last { get; set; }

    /// <summary>CRC-32C of <see cref="Entries"/>.</summary>
    [Id(2)]
    public long Checksum { get; set; }

    /// <summary>The entries as <see cref="JournalSegment"/> lays them out.</summary>
    [Id(3)]
    public byte[] Entries { get; set; } = [];

    /// <summary>
    /// Who wrote it, and its how manyeth write it was: a writer whose write is refused or fails after it has landed knows it again.
    /// </summary>
    [Id(4)]
    public string Write { get; set; } = "";
}

/// <summary>
/// What a stream has forgotten, and a hint where its end is: state <c>head</c> of <c>journal/{stream key}</c>. All numbers
/// only ever rise, so that two versions can be joined.
/// </summary>
[GenerateSerializer]
[Alias("opshub.storage.journal-head")]
public sealed class JournalHeadRecord
{
    /// <summary>Entries up to this number are forgotten; 0 for none.</summary>
    [Id(0)]
    public long Truncated { get; set; }

    /// <summary>The first group that is kept; at least one always is.</summary>
    [Id(1)]
    public long FirstGroup { get; set; } = 1;

    /// <summary>Number of the first entry of <see cref="FirstGroup"/>.</summary>
    [Id(2)]
    public long FirstNumber { get; set; } = 1;

    /// <summary>A group that was written, 0 for none known: the end is here or behind.</summary>
    [Id(3)]
    public long HintGroup { get; set; }

    /// <summary>Last number of <see cref="HintGroup"/>.</summary>
    [Id(4)]
    public long HintLast { get; set; }

    /// <summary>Groups up to this one have been cleared.</summary>
    [Id(5)]
    public long ClearedGroup { get; set; }

    /// <summary>What both know.</summary>
    internal JournalHeadRecord Join(JournalHeadRecord other) => new()
    {
        Truncated = Math.Max(Truncated, other.Truncated),
        FirstGroup = Math.Max(FirstGroup, other.FirstGroup),
        FirstNumber = Math.Max(FirstNumber, other.FirstNumber),
        HintGroup = Math.Max(HintGroup, other.HintGroup),
        HintLast = Math.Max(HintLast, other.HintLast),
        ClearedGroup = Math.Max(ClearedGroup, other.ClearedGroup),
    };

    /// <summary>True when <paramref name="other"/> knows nothing more.</summary>
    internal bool Covers(JournalHeadRecord other) =>
        Truncated >= other.Truncated && FirstGroup >= other.FirstGroup && HintGroup >= other.HintGroup && ClearedGroup >= other.ClearedGroup;
}
