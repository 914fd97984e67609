using System.Globalization;
using Orleans;
using Orleans.Runtime;

namespace OpsHub.Embedded.Runtime;

/// <summary>A reminder table that forgets everything when the process ends.</summary>
internal sealed class MemoryReminderTable : IReminderTable
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<(GrainId Grain, string Name), ReminderEntry> _rows = [];
    private long _lastVersion;

    public Task<ReminderTableData> ReadRows(GrainId grainId) => Read(row => row.GrainId == grainId);

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => Read(row =>
    {
        var hash = row.GrainId.GetUniformHashCode();
        return begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;
    });

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
            _rows[(entry.GrainId, entry.ReminderName)] = row;
            return Task.FromResult<string?>(row.ETag);
        }
    }

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
    {
        lock (_gate)
        {
            return Task.FromResult(_rows.TryGetValue((grainId, reminderName), out var row)
                && string.Equals(row.ETag, eTag, StringComparison.Ordinal)
                && _rows.Remove((grainId, reminderName)));
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

    private Task<ReminderTableData> Read(Func<ReminderEntry, bool> wanted)
    {
        lock (_gate)
            return Task.FromResult(new ReminderTableData(_rows.Values.Where(wanted).Select(Copy)));
    }
}
