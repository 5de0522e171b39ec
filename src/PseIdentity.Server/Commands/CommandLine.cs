using System.CommandLine;
using System.Data.Common;
using System.Security.Cryptography;
using PseIdentity.Server.Setup.Provisioning;
using PseIdentity.Server.Setup.Settings;
using PseIdentity.Storage;

namespace PseIdentity.Server.Commands;

/// <summary>The operator's verbs. Exit code 0 only on success; errors on standard error; JSON with <c>--json</c>.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        var (settings, others) = SettingArguments.Split(args);
        try
        {
            return await Commands(settings).Parse(others).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = errors });
        }
        // What an operator can put right is told in words; anything else is a mistake of ours and keeps its stack.
        catch (Exception e) when (e is SettingsException or ProvisioningException or CommandException or DatabaseNotReadyException or CryptographicException)
        {
            await errors.WriteLineAsync(e.Message);
        }
        catch (DbException e)
        {
            await errors.WriteLineAsync($"The database cannot be used: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(e.Message);
        }
        return 1;
    }

    private static RootCommand Commands(string[] settings)
    {
        var root = new RootCommand("A self-hosted OpenID Connect identity provider. Without a command it serves. Every command takes settings: --Section:Key value, or Section__Key in the environment.")
        {
            ServeCommand.Create(settings),
            MigrateCommand.Create(settings),
            ApplyCommand.Create(settings),
            PlanCommand.Create(settings),
            ClientsCommand.Create(settings),
            UsersCommand.Create(settings),
            ProvidersCommand.Create(settings),
            OrganizationsCommand.Create(settings),
            KeysCommand.Create(settings),
            MaintenanceCommand.Create(settings),
            CheckCommand.Create(settings),
            HealthcheckCommand.Create(settings),
        };
        root.SetAction((_, ct) => ServeCommand.RunAsync(settings, ct));
        return root;
    }
}
