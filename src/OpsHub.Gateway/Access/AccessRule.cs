using System.Collections.Immutable;
using Microsoft.AspNetCore.Authorization;

namespace OpsHub.Gateway.Access;

/// <summary>How a door learns which port a call is about.</summary>
public enum PortFrom
{
    /// <summary>The call is about no port, or the door itself narrows the answer to the caller's ports.</summary>
    None,

    /// <summary>Route value <c>port</c>.</summary>
    Route,

    /// <summary>The text before the first hyphen of route value <c>id</c>: shipments and inspections.</summary>
    Id,

    /// <summary>The body or the record itself; the door checks it with <see cref="AccessExtensions.RefusePort"/>.</summary>
    Body,
}

/// <summary>Who may call a door without being a signed-in user.</summary>
public enum Entry
{
    /// <summary>A signed-in user with one of the rule's roles.</summary>
    User,

    /// <summary>Anybody.</summary>
    Anyone,

    /// <summary>A registered device with its key; the door checks it once it has read which device speaks.</summary>
    Device,

    /// <summary>A receiver on an allowed network address.</summary>
    Network,
}

/// <summary>One line of <see cref="AccessTable"/>: who may come through a door.</summary>
/// <param name="Name">Name of the policy, such as <c>workload.read</c>.</param>
/// <param name="Roles">Any one of these; empty with <see cref="Entry.User"/> = every signed-in user.</param>
/// <param name="Narrowed">What the door narrows further itself, such as an officer's own cases; null when nothing.</param>
public sealed record AccessRule(string Name, Entry Entry, PortFrom Port, ImmutableArray<string> Roles, string? Narrowed = null) : IAuthorizationRequirement;
