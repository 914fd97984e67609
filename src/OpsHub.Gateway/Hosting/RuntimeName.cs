namespace OpsHub.Gateway.Hosting;

/// <summary>What runs: set by the composition root, shown on /healthz, in Welcome and by --version.</summary>
/// <param name="Name">Orleans or Embedded.</param>
public sealed record RuntimeName(string Name, string Version);
