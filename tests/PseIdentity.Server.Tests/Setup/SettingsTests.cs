using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using NUnit.Framework;
using PseIdentity.Server.Setup.Settings;

namespace PseIdentity.Server.Tests.Setup;

public sealed class SettingsTests
{
    [Test]
    public async Task Wrong_settings_are_all_named_at_once_and_nothing_is_written()
    {
        var data = Path.Combine(Path.GetTempPath(), "pse-identity-settings-" + Guid.NewGuid().ToString("N"));

        var (exitCode, output, errors) = await ProviderProcess.RunAsync(
        [
            "serve", "--Data:Directory", data, "--urls", "ftp://somewhere", "--Issuer", "http://id.example.com/", "--Database:Provider", "Oracle",
            "--Tokens:AccessTokenLifetime", "600", "--Tokens:AcessTokenLifetime", "00:10:00", "--RateLimits:Enabled", "perhaps", "--Network:KnownProxies", "10.0.0.300",
            "--Keys:Root", "c2hvcnQ=", "--Provisioning:File", "/nowhere.json", "--Mtls:Url", "https://localhost:5443",
        ]);

        Assert.That(exitCode, Is.Not.Zero);
        Assert.That(output, Is.Empty);
        foreach (var name in new[]
        {
            "urls", "Issuer", "Database:Provider", "Tokens:AccessTokenLifetime", "Tokens:AcessTokenLifetime", "RateLimits:Enabled", "Network:KnownProxies:0",
            "Keys:Root", "Provisioning:File", "Mtls:Certificate",
        })
            Assert.That(errors, Does.Contain($"  {name}: "));
        Assert.That(Directory.Exists(data), Is.False);
    }

    [TestCase("--Issuer", "http://id.example.com", "Issuer: is https in Production: https://id.example.com.")]
    [TestCase("--Issuer", "https://id.example.com/", "Issuer: ends without a slash, because clients compare it character by character: https://id.example.com.")]
    [TestCase("--Issuer", "https://ID.example.com", "Issuer: is written as browsers do, because clients compare it character by character: https://id.example.com.")]
    [TestCase("--Issuer", "id.example.com", "Issuer: 'id.example.com' is not an address; write https://host, such as https://id.example.com.")]
    [TestCase("--Tokens:RefreshIdle", "365.00:00:00", "Tokens:RefreshIdle: 365.00:00:00 is out of range; it is between 00:01:00 and 180.00:00:00.")]
    [TestCase("--Recovery:FactorWait", "00:10:00", "Recovery:FactorWait: 00:10:00 is out of range; it is between 01:00:00 and 60.00:00:00.")]
    [TestCase("--Recovery:RequestsPerName", "0", "Recovery:RequestsPerName: 0 is out of range; it is between 1 and 1000.")]
    [TestCase("--SigningKeys:Algorithms", "RS256,ES256,HS256", "SigningKeys: Algorithms names HS256; known here are RS256, PS256, ES256, EdDSA.")]
    [TestCase("--Database:Migrate", "si", "Database:Migrate: 'si' is neither true nor false.")]
    [TestCase("--Network:AllowedHost", "localhost", "Network:AllowedHost: is not a setting; this section has KnownProxies, AllowedHosts, Timeout, FetchesPerHostAndMinute, FetchesPerMinute, LongestAnswer.")]
    [TestCase("--Email:Smtp:Host", "mail.example.com", "Email:Smtp:From: is the sender's address, such as no-reply@bank.example.")]
    [TestCase("--Email:Smtp:From", "no-reply@bank.example", "Email:Smtp:Host: is missing: the other settings of this section need a server.")]
    public void A_wrong_setting_is_named_with_what_would_be_right(string key, string value, string expected) =>
        Assert.That(Mistakes("Production", "--Issuer", "https://id.example.com", key, value), Is.EqualTo(new[] { expected }));

    [TestCase("http://*:5400")]
    [TestCase("http://0.0.0.0:5400")]
    [TestCase("http://localhost:0")]
    public void An_address_that_no_browser_could_ask_for_needs_an_issuer(string url) =>
        Assert.That(Mistakes("Development", "--urls", url).Single(), Does.StartWith("Issuer: is required because urls listens on"));

    [Test]
    public void In_Development_the_first_address_is_the_issuer() =>
        Assert.That(Read("Development", "--urls", "http://localhost:5401;http://localhost:5402").Issuer.Value, Is.EqualTo("http://localhost:5401"));

    [Test]
    public void In_Production_the_issuer_is_required() =>
        Assert.That(Mistakes("Production").Single(), Does.StartWith("Issuer: is required in Production"));

    [Test]
    public void PostgreSQL_needs_a_connection_string_and_a_root_key() =>
        Assert.That(Mistakes("Development", "--Database:Provider", "PostgreSql").Select(mistake => mistake.Split(':', 3)[1]), Is.EqualTo(new[] { "ConnectionString", "Root" }));

    [Test]
    public void A_secret_may_be_in_a_file()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, Convert.ToBase64String(new byte[32]) + "\n");
        try
        {
            Assert.That(Read("Development", "--Keys:Root_FILE", file).Storage.RootKey, Is.EqualTo(Convert.ToBase64String(new byte[32])));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Test]
    public void A_secret_is_not_given_twice() =>
        Assert.That(Mistakes("Development", "--Keys:Root", Convert.ToBase64String(new byte[32]), "--Keys:Root_FILE", "/somewhere"),
            Is.EqualTo(new[] { "Keys:Root: is given twice, here and as Keys:Root_FILE; keep one of them." }));

    [Test]
    public void A_list_may_be_one_value_with_commas() =>
        Assert.That(Read("Development", "--Network:KnownProxies", "10.0.0.1, 192.168.0.0/16").KnownProxies.Select(network => network.ToString()),
            Is.EqualTo(new[] { "10.0.0.1/32", "192.168.0.0/16" }));

    private static IEnumerable<string> Mistakes(string environment, params string[] args) =>
        Assert.Throws<SettingsException>(() => Read(environment, args))!.Mistakes.Select(mistake => mistake.ToString());

    private static ProviderSettings Read(string environment, params string[] args)
    {
        var host = new HostEnvironment { EnvironmentName = environment };
        var configuration = new ConfigurationManager();
        configuration.AddCommandLine(args);
        return ProviderSettings.Read(configuration, host);
    }

    private sealed class HostEnvironment : IHostEnvironment
    {
        public string ApplicationName { get; set; } = "pse-identity";
        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
        public string ContentRootPath { get; set; } = Path.GetTempPath();
        public required string EnvironmentName { get; set; }
    }
}
