using System.CommandLine;
using System.CommandLine.Invocation;
using OpsHub.Silo.Hosting;
using Spectre.Console;

namespace OpsHub.Silo.Commands;

/// <summary>The <c>opshub</c> command line. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but something was refused or found broken.</summary>
internal static class OpsHubCommandLine
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var root = new RootCommand("OpsHub: a real-time operations hub for customs at ports")
        {
            RunCommand.Create(),
            DemoCommand.Create(),
            ImportCommand.Create(),
            ReplayCommand.Create(),
            LedgerCommand.Create(),
        };
        foreach (var version in root.Options.OfType<VersionOption>()) version.Action = new PrintVersion();
        var parsed = root.Parse(arguments);
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (CommandFailedException error)
        {
            return Fail(error.Message);
        }
        catch (ServerRefusedException error)
        {
            return Fail($"the server refused: {error.Message}");
        }
        catch (HttpRequestException error)
        {
            return Fail($"no answer from the server: {error.Message}. Is OpsHub running there? (opshub run, or --server)");
        }
        catch (OperationCanceledException)
        {
            return Fail("interrupted; running the same command again goes on from there");
        }
    }

    private static int Fail(string message)
    {
        AnsiConsole.Console.Profile.Out.Writer.Flush();
        Console.Error.WriteLine($"opshub: {message}");
        return 1;
    }

    private sealed class PrintVersion : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            Console.WriteLine($"opshub {OpsHubHost.Version}, grain runtime {GrainHosting.RuntimeName}");
            return 0;
        }
    }
}
