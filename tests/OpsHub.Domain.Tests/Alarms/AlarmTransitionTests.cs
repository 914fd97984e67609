using OpsHub.Contracts.Alarms;

namespace OpsHub.Domain.Tests.Alarms;

/// <summary>Every state x every command: what comes of it, or the name of the refusal. The table is the one in the README.</summary>
public sealed class AlarmTransitionTests
{
    private const string Table = """
        state         raise            return           acknowledge          shelve             unshelve        takeOut            putIn
        none          unacknowledged   none             UnknownAlarm         UnknownAlarm       UnknownAlarm    UnknownAlarm       UnknownAlarm
        unacknowledged unacknowledged  returned         acknowledged         shelved            NotShelved      outOfService       NotOutOfService
        acknowledged  acknowledged     none             AlreadyAcknowledged  shelved            NotShelved      outOfService       NotOutOfService
        returned      unacknowledged   returned         none                 shelved            NotShelved      outOfService       NotOutOfService
        shelved       shelved          shelved          AlarmShelved         shelved            unacknowledged  outOfService       NotOutOfService
        suppressed    suppressed       none             AlarmSuppressed      AlarmSuppressed    NotShelved      outOfService       NotOutOfService
        outOfService  outOfService     outOfService     AlarmOutOfService    AlarmOutOfService  NotShelved      AlarmOutOfService  unacknowledged
        """;

    private const string Id = "break-due/a";

    public static TheoryData<string, string, string> Cells()
    {
        var rows = Table.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToArray();
        var cells = new TheoryData<string, string, string>();
        foreach (var row in rows[1..])
        {
            for (var column = 1; column < row.Length; column++)
                cells.Add(row[0], rows[0][column], row[column]);
        }

        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Command_InEachState_DoesWhatTheTableSays(string state, string command, string expected)
    {
        var board = In(state);
        var refusal = command switch
        {
            "raise" => board.Raise(Id),
            "return" => board.Return(Id),
            "acknowledge" => board.Acknowledge(Id),
            "shelve" => board.Shelve(Id),
            "unshelve" => board.Unshelve(Id),
            "takeOut" => board.TakeOut(Id),
            "putIn" => board.PutIn(Id),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, null),
        };
        Assert.Equal(expected, refusal?.Name ?? Word(board.StatusOf(Id)));
        if (refusal is not null)
            Assert.Equal(state, Word(board.StatusOf(Id)));
    }

    private static AlarmBoard In(string state)
    {
        var board = new AlarmBoard();
        if (state == "suppressed")
            board.Suppress(new AlarmSuppression { Name = "closed", Classes = ["break-due"], Reason = "port closed", From = board.Now, Until = board.Now.AddHours(1) });
        if (state != "none")
            board.Raise(Id);
        switch (state)
        {
            case "acknowledged":
                board.Acknowledge(Id);
                break;
            case "returned":
                board.Return(Id);
                break;
            case "shelved":
                board.Shelve(Id);
                break;
            case "outOfService":
                board.TakeOut(Id);
                break;
        }

        Assert.Equal(state, Word(board.StatusOf(Id)));
        return board;
    }

    private static string Word(AlarmStatus status) => status switch
    {
        AlarmStatus.Normal => "none",
        AlarmStatus.ReturnedUnacknowledged => "returned",
        AlarmStatus.SuppressedByDesign => "suppressed",
        AlarmStatus.OutOfService => "outOfService",
        AlarmStatus.Unacknowledged => "unacknowledged",
        AlarmStatus.Acknowledged => "acknowledged",
        _ => "shelved",
    };
}
