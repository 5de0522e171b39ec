using System.CommandLine;
using PseIdentity.Server.Setup.Settings;

namespace PseIdentity.Server.Commands;

/// <summary>The operator's verbs. Exit code 0 only on success; errors on standard error; JSON with <c>--json</c>.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var (settings, rest) = SettingArguments.Split(args);
        try
        {
            return await Commands(settings).Parse(rest).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (SettingsException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 2;
        }
        catch (CommandException refused)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            return 1;
        }
    }

    private static RootCommand Commands(string[] settings)
    {
        var root = new RootCommand("A self-hosted OpenID Connect identity provider. Without a command it serves. Settings are given as --Section:Key value, or in the environment as Section__Key.")
        {
            ServeCommand.Create(settings),
        };
        root.SetAction((_, ct) => ServeCommand.RunAsync(settings, ct));
        return root;
    }
}
