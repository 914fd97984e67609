using System.CommandLine;
using OpsHub.Silo.Commands;

var root = new RootCommand("OpsHub: a real-time operations hub for customs at ports.")
{
    RunCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
