using OpsHub.Gateway.Ports;

namespace OpsHub.Gateway.Live;

/// <summary>Search in what a board shows.</summary>
internal static class BoardSearch
{
    public static IEnumerable<Found> Officers(BoardState state, string text)
    {
        foreach (var officer in state.Officers.Values)
        {
            if (Contains(officer.Profile.Name, text) || Contains(officer.Profile.Officer.Value, text))
                yield return new Found("officer", officer.Profile.Officer.Value, officer.Profile.Name);
        }
    }

    private static bool Contains(string value, string text) => value.Contains(text, StringComparison.OrdinalIgnoreCase);
}
