using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Officers;
using OpsHub.Gateway.Access;

namespace OpsHub.Gateway.Live;

/// <summary>How exactly a caller may see officers' positions; decides which tiles it gets.</summary>
public enum Visibility : byte
{
    /// <summary>Everything as it is.</summary>
    Full,

    /// <summary>Officers on a grid of about half a kilometre, without speed and course.</summary>
    Coarse,
}

/// <summary>What a caller gets of the lossless lane, and how exactly of the lossy one.</summary>
/// <param name="Key">Callers with the same key get the same bytes.</param>
/// <param name="Topics">Topics granted, in the order of the protocol.</param>
/// <param name="Duty">Set for somebody who only sees what concerns this officer's duty.</param>
internal sealed record TopicGrant(string Key, ImmutableArray<string> Topics, Visibility Visibility, OfficerId? Duty)
{
    private static readonly TopicGrant s_board = new(
        "board", [Contracts.Topics.Shipments, Contracts.Topics.Inspections, Contracts.Topics.Officers, Contracts.Topics.Alarms, Contracts.Topics.Port],
        Visibility.Full, null);

    private static readonly TopicGrant s_analyst = new(
        "analyst", [Contracts.Topics.Shipments, Contracts.Topics.Inspections, Contracts.Topics.Port], Visibility.Coarse, null);

    private static readonly TopicGrant s_nothing = new("nothing", [], Visibility.Coarse, null);

    public bool Sees(string topic) => Topics.Contains(topic);

    public static TopicGrant Of(Caller caller)
    {
        if (caller.IsAny(Roles.Commander, Roles.Supervisor, Roles.Auditor))
            return s_board;
        if (caller.Is(Roles.Analyst))
            return s_analyst;
        return caller.Is(Roles.Officer)
            ? new TopicGrant(
                "officer/" + caller.Officer, [Contracts.Topics.Alarms, Contracts.Topics.Assignments(caller.Officer)], Visibility.Coarse, caller.Officer)
            : s_nothing;
    }
}
