using PseIdentity.Server.Commands;

// How the program is put together: ProviderHost.cs. What it can be asked to do: Commands/.
return await CommandLine.RunAsync(args, Console.Out, Console.Error);
