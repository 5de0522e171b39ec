using System.Net;
using PseIdentity.Protocol;
using PseIdentity.Storage;

namespace PseIdentity.Server.Setup.Settings;

/// <summary>The settings that decide how the program is put together, read once and known to be right.</summary>
internal sealed record ProviderSettings
{
    public const string DefaultUrl = "http://localhost:5400";

    public required Issuer Issuer { get; init; }

    public required bool Development { get; init; }

    /// <summary>Absolute.</summary>
    public required string DataDirectory { get; init; }

    public required StorageOptions Storage { get; init; }

    /// <summary>Absolute, or null.</summary>
    public required string? ProvisioningFile { get; init; }

    public required IReadOnlyList<IPNetwork> KnownProxies { get; init; }

    /// <exception cref="SettingsException">Something is wrong; all of it is named, and nothing has been written.</exception>
    public static ProviderSettings Read(ConfigurationManager configuration, IHostEnvironment environment)
    {
        var mistakes = new List<SettingMistake>();
        SettingFiles.AddTo(configuration, mistakes);
        SettingLists.SplitIn(configuration, "Network:KnownProxies", "Network:AllowedHosts", "ClientDocuments:Hosts", "SigningKeys:Algorithms", "Keys:FormerRoots",
            "SignIn:SecondFactorRoles", "Passkeys:AllowedAaguids", "Passkeys:DeniedAaguids", "Passkeys:RelatedOrigins");
        mistakes.AddRange(SettingValues.Check(configuration));
        if (mistakes.Count == 0)
            mistakes.AddRange(SettingRules.Check(configuration));

        var development = environment.IsDevelopment();
        var issuer = IssuerSetting.Read(configuration[IssuerSetting.Key], Listening(configuration, mistakes), development, mistakes);
        var proxies = KnownProxiesIn(configuration, mistakes);
        mistakes.AddRange(MtlsSetting.Check(configuration, issuer, proxies.Count > 0));
        var provisioning = configuration["Provisioning:File"] is { Length: > 0 } file ? Path.GetFullPath(file) : null;
        if (provisioning is not null && !File.Exists(provisioning))
            mistakes.Add(new("Provisioning:File", $"names '{provisioning}', which is not there."));

        var data = configuration["Data:Directory"] is { Length: > 0 } directory ? directory : development ? "data" : "/var/lib/pse-identity";
        data = Path.GetFullPath(data, environment.ContentRootPath);
        if (File.Exists(data))
            mistakes.Add(new("Data:Directory", $"is a folder; '{data}' is a file."));
        configuration["Data:Directory"] = data;
        var storage = StorageIn(configuration, data, mistakes);

        if (mistakes.Count > 0 || issuer is null)
            throw new SettingsException(mistakes);
        return new ProviderSettings
        {
            Issuer = issuer,
            Development = development,
            DataDirectory = data,
            Storage = storage,
            ProvisioningFile = provisioning,
            KnownProxies = proxies,
        };
    }

    private static List<string> Listening(ConfigurationManager configuration, List<SettingMistake> mistakes)
    {
        // Kestrel's other ways of saying where to listen stay as they are.
        if (configuration["urls"] is not { Length: > 0 } && (configuration["http_ports"] ?? configuration["https_ports"]) is null
            && !configuration.GetSection("Kestrel:Endpoints").Exists())
            configuration["urls"] = DefaultUrl;
        var urls = (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToList();
        foreach (var url in urls)
            if (!ListenAddress.TryRead(url, out _))
                mistakes.Add(new("urls", $"'{url}' is not an address to listen on; write {DefaultUrl}, several separated by ';'."));
        return urls;
    }

    private static StorageOptions StorageIn(ConfigurationManager configuration, string dataDirectory, List<SettingMistake> mistakes)
    {
        if (mistakes.Exists(mistake => mistake.Key.StartsWith("Database:", StringComparison.OrdinalIgnoreCase) || mistake.Key.StartsWith("Keys:", StringComparison.OrdinalIgnoreCase)))
            return new StorageOptions();
        var database = configuration.GetSection("Database").Get<DatabaseOptions>() ?? new();
        var keys = configuration.GetSection("Keys").Get<KeysOptions>() ?? new();
        var storage = new StorageOptions
        {
            Provider = database.Provider,
            ConnectionString = database.ConnectionString,
            Migrate = database.Migrate,
            DataDirectory = dataDirectory,
            RootKey = keys.Root,
            FormerRootKeys = keys.FormerRoots,
        };
        mistakes.AddRange(storage.Mistakes().Select(SettingMistake.FromSentence));
        return storage;
    }

    private static List<IPNetwork> KnownProxiesIn(ConfigurationManager configuration, List<SettingMistake> mistakes)
    {
        var networks = new List<IPNetwork>();
        foreach (var entry in configuration.GetSection("Network:KnownProxies").GetChildren())
            if (IPAddress.TryParse(entry.Value, out var address))
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else if (IPNetwork.TryParse(entry.Value, out var network))
                networks.Add(network);
            else
                mistakes.Add(new(entry.Path, $"'{entry.Value}' is neither an IP address nor a range such as 10.0.0.0/8."));
        return networks;
    }
}
