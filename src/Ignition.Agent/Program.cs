using Ignition.Agent.Cli;

return Commands.Run(Environment.GetCommandLineArgs()[0], args);
