using OpsHub.Contracts;

namespace OpsHub.Domain.Officers;

/// <summary>Every "no" an officer's grain can say. The names are part of the API.</summary>
public static class OfficerRefusals
{
    public static readonly Refusal NotRegistered = new("NotRegistered", "The officer is not registered.");

    public static Refusal Invalid(string field, string detail, string expected) => new("InvalidValue", detail, field, expected);

    public static readonly Refusal OnShift = new("OnShift", "An officer on shift does not change ports.", "profile.homePort", "end the shift first");

    public static readonly Refusal AlreadyOnShift = new("AlreadyOnShift", "The shift has begun.");

    public static readonly Refusal OffShift = new("OffShift", "The officer is off shift.");

    public static readonly Refusal OnBreak = new("OnBreak", "The officer is on a break.");

    public static readonly Refusal NotOnBreak = new("NotOnBreak", "The officer is not on a break.");

    public static readonly Refusal WorkRunning = new("WorkRunning", "Finish the examination before the break.");

    public static Refusal RestTooShort(DateTimeOffset from) => new(
        "RestTooShort", "The daily rest of 11 h is not over.", null, $"from {from:yyyy-MM-dd HH:mm} UTC, or a supervisor's waiver with a reason");

    public static readonly Refusal ChiefNeeded = new("ChiefNeeded", "This takes a supervisor or a commander.");

    public static Refusal NoCapacity(int load, int minutes, int limit) => new(
        "NoCapacity", $"{load} + {minutes} weighted minutes exceed {limit}.", "minutes", $"at most {Math.Max(0, limit - load)}");

    public static Refusal AlreadyAssigned(InspectionId inspection) =>
        new("AlreadyAssigned", $"The officer has {inspection} by a newer record than the plan's.", "basedOnEpoch");

    public static readonly Refusal NoDuress = new("NoDuress", "There is no call for help to clear.");
}
