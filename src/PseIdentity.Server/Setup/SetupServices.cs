using PseIdentity.Protocol;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Setup.Provisioning;
using PseIdentity.Server.Setup.Settings;
using PseIdentity.Storage;

namespace PseIdentity.Server.Setup;

/// <summary>What happens before the first request.</summary>
internal static class SetupServices
{
    public static IServiceCollection AddSetup(this IServiceCollection services)
    {
        services.AddSingleton<Provisioner>();
        services.AddSingleton<FirstAdministrator>();
        services.AddSingleton<IFirstAdministrator>(provider => provider.GetRequiredService<FirstAdministrator>());
        return services;
    }

    /// <summary>The database is brought up to date, then the provisioning file is applied, then somebody is invited to administer, then requests are answered.</summary>
    /// <exception cref="DatabaseNotReadyException">The database is not this installation's, or may not be migrated.</exception>
    /// <exception cref="ProvisioningException">The provisioning file is wrong.</exception>
    public static async Task StartProviderAsync(this WebApplication app, CancellationToken ct)
    {
        var services = app.Services;
        var settings = services.GetRequiredService<ProviderSettings>();
        await services.GetRequiredService<DatabaseSetup>().PrepareAsync(services.GetRequiredService<Issuer>(), ct);
        if (settings.ProvisioningFile is { } file)
            await services.GetRequiredService<Provisioner>().ApplyAsync(file, ct);

        // For whoever sits at the console: where its output goes to a file or a journal, many can read it, and it is kept.
        var isRead = settings.Development || !Console.IsOutputRedirected;
        var invitation = isRead ? await services.GetRequiredService<FirstAdministrator>().InviteIfNobodyAsync(ct) : null;
        await app.StartAsync(ct);

        if (invitation is not null)
            await Console.Out.WriteLineAsync($"{Environment.NewLine}Nobody administers this provider yet. This link works once, for an hour:{Environment.NewLine}{invitation}{Environment.NewLine}");
    }
}
