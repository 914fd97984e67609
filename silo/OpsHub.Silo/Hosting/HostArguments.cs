namespace OpsHub.Silo.Hosting;

/// <summary>What a command hands to the host besides the configuration files and the environment.</summary>
/// <param name="Settings">Settings as <c>Key:Name=value</c>, with or without leading dashes; they win over everything else.</param>
/// <param name="DataDirectory">Folder of everything that is kept; null = setting <c>Data</c>, or <c>data</c>.</param>
/// <param name="LoopbackOnly">True: every door listens on this machine only, whatever the configuration says.</param>
/// <param name="AdministratorPassword">Password of the first administrator; null = a one-time password is made and printed.</param>
public sealed record HostArguments(
    string[] Settings, string? DataDirectory = null, bool LoopbackOnly = false, string? AdministratorPassword = null);

/// <summary>A setting that cannot be used; the message names its key.</summary>
public sealed class SettingException(string message) : Exception(message);
