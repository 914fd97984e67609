using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OpsHub.Embedded.Simulation;

/// <summary>Everything that happened in a simulation, in order, as a hash; the latest of it as text.</summary>
internal sealed class SimulationTrace : IDisposable
{
    // Enough to see what led to a failure, and to fit a terminal.
    private const int KeptLines = 60;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Queue<string> _latest = new();

    public long Events { get; private set; }

    /// <summary>The latest events, oldest first.</summary>
    public IReadOnlyCollection<string> Latest => _latest;

    /// <summary>Receives every event, when set.</summary>
    public Action<string>? Listener { get; set; }

    /// <summary>SHA-256 of all events so far, in hex.</summary>
    public string Hash => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Add(TimeSpan at, string kind, string who, string what)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{at:c} {kind} {who} {what}\n");
        _hash.AppendData(Encoding.UTF8.GetBytes(line));
        Events++;
        Listener?.Invoke(line);
        _latest.Enqueue(line);
        if (_latest.Count > KeptLines)
            _latest.Dequeue();
    }

    public void Dispose() => _hash.Dispose();
}
