using System.Globalization;
using Orleans;
using Orleans.Runtime;

namespace OpsHub.Testing.Runtime;

/// <summary>A reminder table whose rows live as long as this object, across restarts of a host.</summary>
public sealed class DurableReminderTable : IReminderTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(GrainId Grain, string Name), ReminderEntry> _rows = [];
    private long _lastVersion;

    public int Count
    {
        get
        {
            lock (_gate)
                return _rows.Count;
        }
    }

    public Task<ReminderTableData> ReadRows(GrainId grainId) => Task.FromResult(Read(row => row.GrainId == grainId));

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => Task.FromResult(Read(row =>
    {
        var hash = row.GrainId.GetUniformHashCode();
        return begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;
    }));

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName)
    {
        lock (_gate)
            return Task.FromResult(_rows.TryGetValue((grainId, reminderName), out var row) ? Copy(row) : null);
    }

    public Task<string?> UpsertRow(ReminderEntry entry)
    {
        lock (_gate)
        {
            var row = Copy(entry);
            row.ETag = (++_lastVersion).ToString(CultureInfo.InvariantCulture);
            _rows[(row.GrainId, row.ReminderName)] = row;
            return Task.FromResult<string?>(row.ETag);
        }
    }

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
    {
        lock (_gate)
        {
            return Task.FromResult(
                _rows.TryGetValue((grainId, reminderName), out var row) && row.ETag == eTag && _rows.Remove((grainId, reminderName)));
        }
    }

    public Task TestOnlyClearTable()
    {
        lock (_gate)
            _rows.Clear();
        return Task.CompletedTask;
    }

    private static ReminderEntry Copy(ReminderEntry row) => new()
    {
        GrainId = row.GrainId,
        ReminderName = row.ReminderName,
        StartAt = row.StartAt,
        Period = row.Period,
        ETag = row.ETag,
    };

    private ReminderTableData Read(Func<ReminderEntry, bool> wanted)
    {
        lock (_gate)
            return new ReminderTableData(_rows.Values.Where(wanted).Select(Copy));
    }
}
