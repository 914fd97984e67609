using System.Collections.Immutable;
using OpsHub.Contracts;

namespace OpsHub.Domain;

internal static class ContractExtensions
{
    extension(Actor actor)
    {
        /// <summary>Whoever leads a shift or the command centre: endorses, moves, waives.</summary>
        public bool IsChief => actor.Role is Roles.Supervisor or Roles.Commander;
    }

    /// <summary>JSON's null for a list leaves the array unset; to a rule that is an empty list.</summary>
    public static ImmutableArray<T> OrEmpty<T>(this ImmutableArray<T> array) => array.IsDefault ? [] : array;
}
