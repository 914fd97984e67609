using System.ComponentModel.DataAnnotations;
using System.Net;

namespace OpsHub.Silo.Hosting;

/// <summary>Where the hub listens. Section <c>Doors</c>.</summary>
public sealed class DoorOptions : IValidatableObject
{
    public const string Section = "Doors";

    /// <summary>Dashboard and API without encryption: this machine only by default.</summary>
    public Door Http { get; set; } = new() { Port = 8080 };

    /// <summary>Dashboard and API for the network: phones need it.</summary>
    public Door Https { get; set; } = new() { Address = "0.0.0.0", Port = 8443 };

    /// <summary>OsmAnd and Traccar clients. Device ids without a key are all that stands there: this machine only by default.</summary>
    public Door OsmAnd { get; set; } = new() { Port = 5055 };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, door) in new[] { (nameof(Http), Http), (nameof(Https), Https), (nameof(OsmAnd), OsmAnd) })
        {
            if (!IPAddress.TryParse(door.Address, out _))
                yield return new ValidationResult($"Doors:{name}:Address is '{door.Address}'; an IP address such as 127.0.0.1 or 0.0.0.0 is needed.", [name]);
            if (door.Port is < 0 or > 65_535)
                yield return new ValidationResult($"Doors:{name}:Port is {door.Port}; 0 (any free one) to 65535 is possible.", [name]);
        }
    }
}

public sealed class Door
{
    public bool Enabled { get; set; } = true;

    /// <summary>IP address; 0.0.0.0 = every network of the machine.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>0 = any free port.</summary>
    public int Port { get; set; }

    public override string ToString() => $"{Address}:{Port}";
}
