using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Shipments;
using OpsHub.Contracts.Workload;
using Orleans;

namespace OpsHub.Simulation.Tests.Workflow;

/// <content>Declarants, officers, the supervisor: what people do, and how they insist.</content>
internal sealed partial class PortDay
{
    private static readonly OfficerProfile[] Roster =
    [
        Officer(1, 90, "documents", "physical"),
        Officer(2, 60, "documents", "physical", "dangerous-goods"),
        Officer(3, 120, "documents", "physical"),
        Officer(4, 45, "documents"),
        Officer(5, 75, "documents", "physical"),
        Officer(6, 100, "documents", "physical"),
    ];

    private readonly Dictionary<(InspectionId, long), string> _mood = [];
    private readonly HashSet<InspectionId> _recused = [];
    private readonly HashSet<InspectionId> _disputed = [];
    private DateTimeOffset _opened;
    private bool _down;

    private static OfficerProfile Officer(int number, int capacity, params string[] skills) => new()
    {
        Officer = new OfficerId($"officer{number}"), Name = $"Officer {number}", HomePort = Port, Skills = [.. skills], CapacityMinutes = capacity,
        Zone = number % 2 == 0 ? "north" : "south",
    };

    private static Actor Self(OfficerId officer) => new(new UserId(officer.Value), Roles.Officer);

    private async Task Lodge(int number)
    {
        await _host.Delay(Chance.Next(TimeSpan.FromMinutes(90)));
        string[] chapters = ["85", "87", "61", "61", "20", "39"];
        var hs = $"{chapters[Chance.Next(chapters.Length)]}0440";
        var items = 1 + Chance.Next(5);
        var declaration = new Declaration
        {
            DeclarationId = $"D{number}", Port = Port, Date = new DateOnly(2026, 1, 5), DeclarantId = $"DECL{Chance.Next(4)}", ImporterId = $"IMP{Chance.Next(8)}",
            CountryOfDeparture = "CN", CountryOfOrigin = "CN", NetMassKilograms = 2 * items, Price = 20 * items,
            Items = [.. Enumerable.Range(1, items).Select(line => new GoodsItem(line, hs, null, null, null, 2, 20))],
        };
        var shipment = ShipmentId.Of(Port, declaration.DeclarationId);
        var lodge = Command(new LodgeDeclaration { Declaration = declaration }, new Actor(new UserId("trader"), Roles.Trader));
        var result = await Send(() => _host.Grains.Shipment(shipment).Lodge(lodge));
        if (result.Refusal is { } refusal)
            throw new InvalidOperationException($"{shipment} was not taken: {refusal.Name} {refusal.Detail}");
        _watch.Lodged(shipment);
    }

    private async Task WorkAsOfficer(int number)
    {
        var id = Roster[number - 1].Officer;
        await _host.Delay(Chance.Next(TimeSpan.FromMinutes(3)));
        await Send(() => _host.Grains.Officer(id).StartShift(Command(new StartShift { EndsAt = _opened.AddHours(12.5) }, Self(id))));
        // One goes home early: what was not begun has to find somebody else.
        var leavesAt = number == 6 ? _opened.AddMinutes(30) + Chance.Next(TimeSpan.FromMinutes(40)) : DateTimeOffset.MaxValue;
        var pause = number <= 2 ? _opened.AddMinutes(20) + Chance.Next(TimeSpan.FromMinutes(60)) : DateTimeOffset.MaxValue;
        while (!_over)
        {
            await _host.Delay(TimeSpan.FromSeconds(2) + Chance.Next(TimeSpan.FromSeconds(15)));
            if (Chance.Happens(0.004))
                await _host.Delay(Chance.Next(TimeSpan.FromMinutes(12)));
            var now = _host.Time.GetUtcNow();
            if (now >= leavesAt)
            {
                leavesAt = DateTimeOffset.MaxValue;
                await Send(() => _host.Grains.Officer(id).EndShift(Command(new EndShift { Reason = "child is ill" }, Self(id))));
            }

            if (now >= pause && (await Send(() => _host.Grains.Officer(id).TakeBreak(Command(new TakeBreak { Minutes = 20 }, Self(id))))).IsAccepted)
                pause = DateTimeOffset.MaxValue;
            if (await Ask(() => _host.Grains.Officer(id).Get()) is { } officer)
                await WorkOn(officer);
        }
    }

    private async Task WorkOn(OfficerView officer)
    {
        _watch.Saw(officer);
        foreach (var assignment in officer.Assignments)
        {
            var id = officer.Profile.Officer;
            switch (assignment.Stage)
            {
                case AssignmentStage.Offered:
                    await Answer(id, assignment);
                    break;
                case AssignmentStage.Held when officer.Status is OfficerStatus.Available && Chance.Happens(0.6):
                    await Tell("Start", id, assignment, () => new StartInspection { Officer = id, Epoch = assignment.Epoch }, (g, c) => g.Start(c));
                    return;
                case AssignmentStage.Examining when Chance.Happens(0.15):
                    await Finish(id, assignment);
                    return;
            }
        }
    }

    private async Task Answer(OfficerId id, OfficerAssignment assignment)
    {
        var key = (assignment.Inspection, assignment.Epoch);
        if (!_mood.TryGetValue(key, out var mood))
        {
            var drawn = Chance.NextDouble();
            mood = drawn < 0.74 ? "accept" : drawn < 0.86 ? "decline" : drawn < 0.88 && _recused.Add(assignment.Inspection) ? "recuse" : "ignore";
            _mood[key] = mood;
        }

        if (mood == "accept")
            await Tell("Accept", id, assignment, () => new AcceptInspection { Officer = id, Epoch = assignment.Epoch }, (g, c) => g.Accept(c));
        else if (mood != "ignore")
            await Tell("Decline", id, assignment, () => new DeclineInspection { Officer = id, Epoch = assignment.Epoch, Reason = mood, Recuse = mood == "recuse" }, (g, c) => g.Decline(c));
    }

    private async Task Finish(OfficerId id, OfficerAssignment assignment)
    {
        var outcome = Chance.Happens(0.8) ? InspectionOutcome.Released : (InspectionOutcome)(1 + Chance.Next(3));
        var view = await Ask(() => _host.Grains.Inspection(assignment.Inspection).Get());
        await Tell(
            "Finish", id, assignment,
            () => new FinishInspection { Officer = id, Epoch = assignment.Epoch, Outcome = outcome, Findings = "as found", Checklist = view?.Checklist ?? [] },
            (g, c) => g.Finish(c));
    }

    private async Task Tell<TCommand>(
        string what, OfficerId officer, OfficerAssignment assignment, Func<TCommand> make, Func<IInspectionGrain, TCommand, Task<CommandResult>> send)
        where TCommand : Command
    {
        var command = Command(make(), Self(officer));
        var result = await Send(() => send(_host.Grains.Inspection(assignment.Inspection), command));
        if (result.IsAccepted)
            _watch.Acknowledged(what, assignment.Inspection, officer, assignment.Epoch);
    }

    /// <summary>The supervisor endorses what waits and now and then moves a case, on what the board showed a while ago.</summary>
    private async Task LeadShift()
    {
        while (!_over)
        {
            await _host.Delay(TimeSpan.FromSeconds(10) + Chance.Next(TimeSpan.FromSeconds(40)));
            var board = await Ask(() => _host.Grains.WorkloadBalancer(Port).Workload());
            foreach (var @case in board.Cases.Where(c => c.Status is InspectionStatus.FindingsSubmitted))
            {
                var agrees = !Chance.Happens(0.2) || !_disputed.Add(@case.Id);
                await Send(() => _host.Grains.Inspection(@case.Id).Endorse(Command(new EndorseFindings { Agrees = agrees, Note = "seen" }, s_supervisor)));
            }

            if (board.Cases.Length > 0 && Chance.Happens(0.15))
                await Move(board.Cases[Chance.Next(board.Cases.Length)]);
        }
    }

    private async Task Move(InspectionView @case)
    {
        OfficerId? to = Chance.Happens(0.2) ? null : Roster[Chance.Next(Roster.Length)].Officer;
        // Whatever comes of it: from here on the officer may be above capacity, and the case with another.
        if (to is { } officer)
            _watch.MayOverload(officer);
        var move = Command(new MoveCase { Inspection = @case.Id, To = to, BasedOnVersion = @case.Version }, s_supervisor);
        await Send(() => _host.Grains.WorkloadBalancer(Port).Move(move));
    }

    private async Task Watch()
    {
        while (!_over)
        {
            await _host.Delay(TimeSpan.FromSeconds(20));
            _watch.CheckLog();
        }
    }

    private T Command<T>(T command, Actor actor) where T : Command => command with { CommandId = new CommandId(Chance.NextGuid()), Actor = actor };

    /// <summary>Insists: the same command until it is answered.</summary>
    private Task<CommandResult> Send(Func<Task<CommandResult>> call) => Ask(call, static result => result.Refusal?.Name != CommonRefusals.Busy);

    private async Task<T> Ask<T>(Func<Task<T>> call, Func<T, bool>? isAnswer = null)
    {
        while (true)
        {
            try
            {
                if (!_down && await call() is var answer && isAnswer?.Invoke(answer) is not false)
                    return answer;
            }
            catch (Exception error) when (error is not InvariantBroken)
            {
                _host.Note($"again after {error.GetType().Name}");
            }

            await _host.Delay(TimeSpan.FromMilliseconds(700));
        }
    }
}
