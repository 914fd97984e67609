using System.ComponentModel.DataAnnotations;

namespace OpsHub.Silo.Hosting;

/// <summary>Where grains keep their state and how hosts find each other. Section <c>Storage</c>.</summary>
public sealed class StorageOptions
{
    public const string Section = "Storage";

    /// <summary>One of <c>sqlite</c> (one machine), <c>postgres</c> (own servers), <c>azure</c>.</summary>
    [RegularExpression("sqlite|postgres|azure", ErrorMessage = "It can be sqlite, postgres or azure.")]
    public string Kind { get; set; } = "sqlite";

    /// <summary>Connection string for postgres and azure.</summary>
    public string? ConnectionString { get; set; }
}
