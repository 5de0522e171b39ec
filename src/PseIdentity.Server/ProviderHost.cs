using PseIdentity.Protocol;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Email;
using PseIdentity.Server.Federation;
using PseIdentity.Server.Hardening;
using PseIdentity.Server.Operations;
using PseIdentity.Server.Organizations;
using PseIdentity.Server.Recovery;
using PseIdentity.Server.Setup;
using PseIdentity.Server.Setup.Settings;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.Passkeys;
using PseIdentity.Server.Sms;
using PseIdentity.Storage;

namespace PseIdentity.Server;

/// <summary>How the program is put together. Commands and tests build the same one.</summary>
internal static class ProviderHost
{
    /// <summary>The program as it answers requests.</summary>
    /// <param name="args">Settings as on the command line: <c>--Section:Key value</c>.</param>
    /// <param name="change">What a test sets otherwise: the clock, the network's far ends.</param>
    /// <exception cref="SettingsException">The settings are wrong; nothing has been written.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? change = null)
    {
        var app = BuildServices(args, change);
        app.UseMiddleware<RequestLog>();
        app.UseHardening();
        app.MapHealth();
        app.MapProtocol();
        app.MapAccounts();
        app.MapPasskeys();
        app.MapFederationDocuments();
        app.MapBrands();
        app.MapFederation();
        app.MapRazorPages().RequireRateLimiting(RateLimits.Pages);
        return app;
    }

    /// <summary>What it consists of. Nothing is written until it is used.</summary>
    /// <inheritdoc cref="Build"/>
    public static WebApplication BuildServices(string[] args, Action<WebApplicationBuilder>? change = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // Settings are read once: nobody has to watch their files, of which a machine lets a user watch only so many.
            Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
            // The pages are found by it, also where another program is the process.
            ApplicationName = typeof(ProviderHost).Assembly.GetName().Name,
            ContentRootPath = ContentRoot(),
        });
        var settings = ProviderSettings.Read(builder.Configuration, builder.Environment);

        builder.AddLogs();
        builder.AddHardening();
        builder.Services.AddSettings(builder.Configuration, settings);
        builder.Services.AddStorage(settings.Storage);
        builder.Services.AddProtocol(settings.Issuer, builder.Configuration);
        builder.Services.AddSignIn();
        builder.Services.AddAccounts();
        builder.Services.AddOrganizations();
        builder.Services.AddFederation();
        builder.Services.AddRecovery();
        builder.Services.AddEmail(builder.Configuration, settings);
        builder.Services.AddSms(builder.Configuration, settings);
        builder.Services.AddSetup();
        builder.Services.AddHealth();
        builder.Services.AddRazorPages();
        change?.Invoke(builder);
        return builder.Build();
    }

    /// <summary>The program's own folder, wherever it is called from; from its sources (<c>dotnet run</c>) that folder.</summary>
    private static string ContentRoot()
    {
        var here = Directory.GetCurrentDirectory();
        var isOwnSource = File.Exists(Path.Combine(here, "PseIdentity.Server.csproj"))
            && AppContext.BaseDirectory.StartsWith(Path.Combine(here, "bin") + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        return isOwnSource ? here : AppContext.BaseDirectory;
    }
}
