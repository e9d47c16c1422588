using RawDecoders.Cli;

return Cli.RunProcess(args);
