using System.Text.Json.Serialization;

namespace OpsHub.Contracts.Alarms;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AlarmRaised), "alarmRaised")]
[JsonDerivedType(typeof(AlarmReturned), "alarmReturned")]
[JsonDerivedType(typeof(AlarmAcknowledged), "alarmAcknowledged")]
[JsonDerivedType(typeof(AlarmShelved), "alarmShelved")]
[JsonDerivedType(typeof(AlarmUnshelved), "alarmUnshelved")]
[JsonDerivedType(typeof(AlarmEscalated), "alarmEscalated")]
[JsonDerivedType(typeof(AlarmSettled), "alarmSettled")]
[JsonDerivedType(typeof(AlarmSuppressed), "alarmSuppressed")]
[JsonDerivedType(typeof(AlarmUnsuppressed), "alarmUnsuppressed")]
[JsonDerivedType(typeof(AlarmTakenOutOfService), "alarmTakenOutOfService")]
[JsonDerivedType(typeof(AlarmPutInService), "alarmPutInService")]
[JsonDerivedType(typeof(AlarmFloodBegan), "alarmFloodBegan")]
[JsonDerivedType(typeof(AlarmFloodEnded), "alarmFloodEnded")]
[JsonDerivedType(typeof(AlarmSuppressionPut), "alarmSuppressionPut")]
[JsonDerivedType(typeof(AlarmSuppressionRemoved), "alarmSuppressionRemoved")]
[JsonDerivedType(typeof(AlarmSuppressionBegan), "alarmSuppressionBegan")]
[JsonDerivedType(typeof(AlarmSuppressionEnded), "alarmSuppressionEnded")]
[JsonDerivedType(typeof(AlarmCommandRefused), "alarmCommandRefused")]
public abstract record AlarmEvent : IPortEventData
{
    public required AlarmId Alarm { get; init; }

    /// <summary>The alarm after the event; status Normal = gone.</summary>
    public AlarmView? After { get; init; }

    [JsonIgnore] public string Topic => Topics.Alarms;
    [JsonIgnore] public string Subject => Alarm.Value;
}

public sealed record AlarmRaised : AlarmEvent;

public sealed record AlarmReturned : AlarmEvent;

public sealed record AlarmAcknowledged : AlarmEvent;

public sealed record AlarmShelved : AlarmEvent;

public sealed record AlarmUnshelved : AlarmEvent;

/// <summary>A P1 nobody acknowledged in time: level 1 after 60 s, level 2 after 180 s.</summary>
public sealed record AlarmEscalated : AlarmEvent { public required int Level { get; init; } }

/// <summary>It chattered and has been calm for a minute.</summary>
public sealed record AlarmSettled : AlarmEvent;

/// <summary>A suppression's condition began to hold while it stood.</summary>
public sealed record AlarmSuppressed : AlarmEvent { public required string Suppression { get; init; } }

public sealed record AlarmUnsuppressed : AlarmEvent { public required string Suppression { get; init; } }

public sealed record AlarmTakenOutOfService : AlarmEvent { public required string Reason { get; init; } }

public sealed record AlarmPutInService : AlarmEvent;

/// <summary>More than 10 alarms in 10 minutes. The alarm is the one that began it; it has no view after the event.</summary>
public sealed record AlarmFloodBegan : AlarmEvent { public required int RaisedLast10Minutes { get; init; } }

/// <summary>Fewer than 5 alarms in 10 minutes again.</summary>
public sealed record AlarmFloodEnded : AlarmEvent { public required DateTimeOffset BeganAt { get; init; } }

/// <summary>A suppression was set, or replaced. Events of suppressions have the id <c>suppression/{name}</c> and no view.</summary>
public sealed record AlarmSuppressionPut : AlarmEvent
{
    public required AlarmSuppression Suppression { get; init; }
    public required UserId By { get; init; }
}

public sealed record AlarmSuppressionRemoved : AlarmEvent { public required string Name { get; init; } }

/// <summary>Its condition holds from now on.</summary>
public sealed record AlarmSuppressionBegan : AlarmEvent { public required string Name { get; init; } }

/// <summary>Its condition holds no more. One for a single window is gone with this.</summary>
public sealed record AlarmSuppressionEnded : AlarmEvent { public required string Name { get; init; } }

public sealed record AlarmCommandRefused : AlarmEvent
{
    public required string Command { get; init; }
    public required Refusal Refusal { get; init; }
}
