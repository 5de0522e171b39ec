using System.Diagnostics;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Operations;

/// <summary>
/// How the program speaks TLS, asked by OpenSSL with its own security level off, so that a refusal is the server's. The issuer's address has an RSA
/// certificate and the address for client certificates one with an elliptic curve: each suite meets the kind of key that it could be spoken with.
/// </summary>
[Parallelizable(ParallelScope.Self)]
internal sealed class TlsTests
{
    private static readonly string[] Strong = ["AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305"];

    private readonly Uri issuer = Https();
    private readonly Uri alias = Https();
    private readonly string files = Directory.CreateTempSubdirectory("pse-tls-").FullName;
    private TestInstallation installation = null!;
    private ProviderProcess program = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        TestCertificates.WriteServerPem(files + "/rsa.pem", rsa: true);
        TestCertificates.WriteServerPem(files + "/ec.pem");
        var setup = new ProviderSetup
        {
            Settings = new Dictionary<string, string>
            {
                ["Kestrel:Certificates:Default:Path"] = files + "/rsa.pem",
                ["Kestrel:Certificates:Default:KeyPath"] = files + "/rsa.pem",
                ["Mtls:Url"] = alias.GetLeftPart(UriPartial.Authority),
                ["Mtls:Certificate"] = files + "/ec.pem",
            },
        };
        installation = await TestInstallation.CreateAsync(setup);
        program = await ProviderProcess.ServeAsync(installation, setup, issuer);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await program.DisposeAsync();
        await installation.DisposeAsync();
        Directory.Delete(files, recursive: true);
    }

    [Category("RFC 9325 §3.1.1")]
    [TestCase("-tls1", false)]
    [TestCase("-tls1", true)]
    [TestCase("-tls1_1", false)]
    [TestCase("-tls1_1", true)]
    public async Task An_old_version_is_refused(string version, bool atAlias)
    {
        var said = await AskAsync(atAlias, version, "-cipher", "ALL:@SECLEVEL=0");

        Assert.That(said, Does.Contain("alert protocol version"), "the server refuses, not OpenSSL");
        Assert.That(SuiteIn(said), Is.Null);
    }

    [Category("FAPI 2.0 §5.2.1")]
    [TestCase("TLS_AES_128_GCM_SHA256", false)]
    [TestCase("TLS_AES_256_GCM_SHA384", false)]
    [TestCase("TLS_CHACHA20_POLY1305_SHA256", false)]
    [TestCase("TLS_AES_128_GCM_SHA256", true)]
    public async Task TLS_1_3_is_spoken(string suite, bool atAlias) =>
        Assert.That(SuiteIn(await AskAsync(atAlias, "-tls1_3", "-ciphersuites", suite)), Is.EqualTo(suite));

    [Category("RFC 9325 §4.2")]
    [TestCase("TLS_AES_128_CCM_SHA256")]
    [TestCase("TLS_AES_128_CCM_8_SHA256")]
    public async Task A_suite_of_TLS_1_3_that_is_not_recommended_is_refused(string suite) =>
        Assert.That(SuiteIn(await AskAsync(false, "-tls1_3", "-ciphersuites", suite)), Is.Null);

    [Category("FAPI 2.0 §5.2.2"), Category("RFC 9325 §4.2")]
    [TestCase(false, "ECDHE-RSA-")]
    [TestCase(true, "ECDHE-ECDSA-")]
    public async Task TLS_1_2_is_spoken_with_forward_secrecy_and_authenticated_encryption_alone(bool atAlias, string forThisKey)
    {
        var all = (await RunAsync("ciphers", "-s", "-tls1_2", "ALL:COMPLEMENTOFALL:@SECLEVEL=0")).Trim().Split(':').Where(suite => !suite.StartsWith("TLS_", StringComparison.Ordinal)).ToList();
        Assert.That(all, Does.Contain("AES128-SHA").And.Contain("DHE-RSA-AES128-GCM-SHA256").And.Contain("ECDHE-RSA-AES128-SHA256"), "OpenSSL can ask for what is to be refused");

        var spoken = new List<string>();
        foreach (var suite in all)
        {
            var said = await AskAsync(atAlias, "-tls1_2", "-cipher", suite + ":@SECLEVEL=0");
            if (SuiteIn(said) is { } chosen)
                spoken.Add(chosen);
            else
                Assert.That(said, Does.Contain("alert handshake failure"), suite);
        }

        Assert.That(spoken, Is.EquivalentTo(Strong.Select(suite => forThisKey + suite)));
    }

    private Task<string> AskAsync(bool atAlias, params string[] arguments) =>
        RunAsync(["s_client", "-connect", (atAlias ? alias : issuer).Authority, "-servername", "localhost", .. arguments]);

    // "New, TLSv1.2, Cipher is ECDHE-RSA-AES128-GCM-SHA256", or "New, (NONE), Cipher is (NONE)".
    private static string? SuiteIn(string said)
    {
        const string label = "Cipher is ";
        var line = said.Split('\n').First(line => line.Contains(label, StringComparison.Ordinal));
        var suite = line[(line.IndexOf(label, StringComparison.Ordinal) + label.Length)..].Trim();
        return suite == "(NONE)" ? null : suite;
    }

    /// <summary>What OpenSSL said on both of its outputs.</summary>
    private static async Task<string> RunAsync(params string[] arguments)
    {
        using var openssl = Process.Start(new ProcessStartInfo("openssl", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException("openssl could not be started.");
        openssl.StandardInput.Close();
        var said = await Task.WhenAll(openssl.StandardOutput.ReadToEndAsync(), openssl.StandardError.ReadToEndAsync());
        await openssl.WaitForExitAsync();
        return string.Concat(said);
    }

    private static Uri Https() => new UriBuilder(ProviderProcess.FreeAddress()) { Scheme = "https" }.Uri;
}
