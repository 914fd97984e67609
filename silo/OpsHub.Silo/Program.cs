return await OpsHub.Silo.Commands.OpsHubCommandLine.RunAsync(args);
