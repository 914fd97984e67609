using System.CommandLine;
using System.CommandLine.Parsing;
using Spectre.Console;

namespace OpsHub.Silo.Commands;

/// <summary>Where and as whom a command calls a running OpsHub: shared by <c>import</c>, <c>replay</c> and <c>ledger export</c>.</summary>
internal sealed class ConnectionOptions
{
    private readonly Option<Uri> _server = new("--server")
    {
        Description = "Address of a running OpsHub",
        DefaultValueFactory = _ => new Uri("http://127.0.0.1:8080"),
        CustomParser = Address,
    };

    private readonly Option<string> _user = new("--user", "-u") { Description = "Sign-in name; or OPSHUB_USER" };

    private readonly Option<string?> _password = new("--password")
    {
        Description = "Password; or OPSHUB_PASSWORD, or OPSHUB_DEMO_PASSWORD for a demo; asked for on a terminal",
    };

    private readonly string _defaultUser;

    public ConnectionOptions(Command command, string defaultUser)
    {
        _defaultUser = defaultUser;
        _user.DefaultValueFactory = _ => Environment.GetEnvironmentVariable("OPSHUB_USER") ?? defaultUser;
        _user.Description += $" (default {defaultUser})";
        command.Options.Add(_server);
        command.Options.Add(_user);
        command.Options.Add(_password);
    }

    /// <summary>Signs in.</summary>
    /// <exception cref="ServerRefusedException">The server said no.</exception>
    /// <exception cref="HttpRequestException">No server there.</exception>
    public async Task<OpsHubClient> ConnectAsync(ParseResult parsed, CancellationToken cancel)
    {
        var client = new OpsHubClient(parsed.GetValue(_server)!);
        try
        {
            var user = parsed.GetValue(_user) ?? _defaultUser;
            await client.SignInAsync(user, Password(parsed, user), cancel);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Parses an option's web address.</summary>
    public static Uri? Address(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            return address;
        result.AddError($"'{text}' is no web address; one such as http://127.0.0.1:8080 is needed.");
        return null;
    }

    private string Password(ParseResult parsed, string user)
    {
        var given = parsed.GetValue(_password)
            ?? Environment.GetEnvironmentVariable("OPSHUB_PASSWORD")
            ?? Environment.GetEnvironmentVariable("OPSHUB_DEMO_PASSWORD");
        if (given is not null) return given;
        if (Console.IsInputRedirected)
            throw new CommandFailedException("no password: pass --password, or set OPSHUB_PASSWORD (OPSHUB_DEMO_PASSWORD for a demo)");
        return AnsiConsole.Prompt(new TextPrompt<string>($"Password of {user}:").Secret());
    }
}

/// <summary>A command cannot go on; the message is all the user needs.</summary>
internal sealed class CommandFailedException(string message) : Exception(message);
