using Spectre.Console;

namespace OpsHub.Silo.Commands;

/// <summary>Progress of long work: a bar with the time left on a terminal, a line every ten percent in a log.</summary>
internal static class ConsoleProgress
{
    private const double LogEveryPercent = 10;

    /// <param name="name">What is worked on, such as a file's name.</param>
    /// <param name="work">Gets the action to call with percent done (0 to 100) and what to say about it; it may be called as often as one likes.</param>
    public static async Task RunAsync(string name, Func<Action<double, string>, Task> work)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
        {
            var shown = -LogEveryPercent;
            await work((percent, text) =>
            {
                if (percent - shown < LogEveryPercent && percent < 100) return;
                shown = percent;
                Console.WriteLine($"{name}: {percent,5:0.0} % {text}");
            });
            return;
        }

        await AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var bar = context.AddTask(Markup.Escape(name));
                await work((percent, text) =>
                {
                    bar.Value = percent;
                    bar.Description = Markup.Escape($"{name} {text}");
                });
                bar.Value = 100;
            });
    }
}
