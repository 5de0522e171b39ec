using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using NUnit.Framework;
using PseIdentity.Testing.Saml;

namespace PseIdentity.Server.Tests.Federation.Saml;

/// <summary>Debian's SimpleSAMLphp as a company's identity provider, on a port of its own, with one employee.</summary>
internal sealed class SimpleSamlPhp : IAsyncDisposable
{
    public const string EntityId = "https://idp.acme.example/saml";
    public const string UserName = "erin";
    public const string Password = "erin-password";
    private const string Program = "/usr/share/simplesamlphp/www";

    private readonly string folder = Directory.CreateTempSubdirectory("pse-saml").FullName;
    private readonly Process php;
    private readonly HttpClient http;

    private SimpleSamlPhp(int port)
    {
        Address = new Uri($"http://127.0.0.1:{port}/");
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, CookieContainer = new CookieContainer() });
        WriteSettings();
        var start = new ProcessStartInfo("php", ["-S", $"127.0.0.1:{port}", "-t", Program])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { ["SIMPLESAMLPHP_CONFIG_DIR"] = Path.Combine(folder, "config") },
        };
        php = Process.Start(start) ?? throw new InvalidOperationException("php did not start");
        php.BeginErrorReadLine(); // or its pipe fills
        php.BeginOutputReadLine();
    }

    public Uri Address { get; }

    public string MetadataUrl => Address + "saml2/idp/metadata.php";

    public static async Task<SimpleSamlPhp> StartAsync()
    {
        Assert.That(Program, Does.Exist, "SimpleSAMLphp is missing: tests/run installs it, or apt-get install simplesamlphp php-cgi php-cli php-xml");
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        var running = new SimpleSamlPhp(port);
        for (var tries = 200; ; tries--)
        {
            try
            {
                using var answer = await running.http.GetAsync(running.MetadataUrl);
                Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
                return running;
            }
            catch (HttpRequestException) when (tries > 0 && !running.php.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Tells it of us.</summary>
    public void Know(string entityId, string callback, string logout, X509Certificate2 certificate, bool encrypt = false) => Write("metadata/saml20-sp-remote.php", $$"""
        $metadata['{{entityId}}'] = [
            'AssertionConsumerService' => [['Binding' => 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST', 'Location' => '{{callback}}', 'index' => 0]],
            'SingleLogoutService' => [['Binding' => 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', 'Location' => '{{logout}}']],
            'certData' => '{{Convert.ToBase64String(certificate.RawData)}}',
            'validate.authnrequest' => true, 'validate.logout' => true, 'sign.logout' => true, 'saml20.sign.response' => true, 'saml20.sign.assertion' => true,
            'assertion.encryption' => {{(encrypt ? "true" : "false")}},
        ];
        """);

    /// <summary>What a browser meets there: redirects are followed as long as they stay there.</summary>
    public async Task<Visit> GoAsync(Uri address, IEnumerable<KeyValuePair<string, string>>? form = null)
    {
        for (var hops = 0; hops < 10; hops++)
        {
            using var answer = form is null ? await http.GetAsync(address) : await http.PostAsync(address, new FormUrlEncodedContent(form));
            form = null;
            if (answer.Headers.Location is not { } next)
                return new Visit(address, new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync()), null);
            address = new Uri(address, next);
            if (address.Authority != Address.Authority)
                return new Visit(address, null, address);
        }
        throw new InvalidOperationException($"It leads on and on, to {address}");
    }

    /// <summary>Signs the employee in, and answers the form that the browser would post to us.</summary>
    public async Task<(Uri Action, List<KeyValuePair<string, string>> Fields)> SignInAsync(Uri request)
    {
        var page = await GoAsync(request);
        if (page.Form("username") is { } login)
            page = await GoAsync(login.Action, [.. login.Fields.Where(field => field.Key is not ("username" or "password")), new("username", UserName), new("password", Password)]);
        return page.Form("SAMLResponse") ?? throw new InvalidOperationException($"No answer at {page.Address}: {page.Page?.Body?.TextContent}");
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (!php.HasExited)
            php.Kill(entireProcessTree: true);
        await php.WaitForExitAsync();
        php.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private void WriteSettings()
    {
        using var certificate = SamlIdp.NewCertificate();
        using var key = certificate.GetRSAPrivateKey()!;
        foreach (var name in new[] { "config", "metadata", "cert", "data", "log", "tmp" })
            Directory.CreateDirectory(Path.Combine(folder, name));
        File.WriteAllText(Path.Combine(folder, "cert", "idp.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "cert", "idp.pem"), key.ExportPkcs8PrivateKeyPem());
        Write("config/config.php", $$"""
            $config = [
                'baseurlpath' => '{{Address}}', 'certdir' => '{{folder}}/cert/', 'loggingdir' => '{{folder}}/log/', 'datadir' => '{{folder}}/data/', 'tempdir' => '{{folder}}/tmp',
                'metadatadir' => '{{folder}}/metadata', 'metadata.sources' => [['type' => 'flatfile', 'directory' => '{{folder}}/metadata']],
                'secretsalt' => 'a-salt-for-tests', 'auth.adminpassword' => 'a-password-for-tests', 'timezone' => 'UTC', 'technicalcontact_email' => 'it@acme.example',
                'logging.handler' => 'file', 'logging.level' => 4, 'enable.saml20-idp' => true, 'module.enable' => ['exampleauth' => true, 'core' => true, 'saml' => true],
                'store.type' => 'phpsession', 'session.phpsession.savepath' => '{{folder}}/data', 'session.cookie.secure' => false, 'session.cookie.samesite' => 'Lax',
                'language.available' => ['en'], 'language.default' => 'en', 'trusted.url.domains' => ['127.0.0.1'],
            ];
            """);
        Write("config/authsources.php", $$"""
            $config = ['staff' => ['exampleauth:UserPass', '{{UserName}}:{{Password}}' =>
                ['uid' => ['erin'], 'mail' => ['erin@acme.example'], 'displayName' => ['Erin Example'], 'groups' => ['staff', 'payments']]]];
            """);
        Write("metadata/saml20-idp-hosted.php", $$"""
            $metadata['{{EntityId}}'] = ['host' => '__DEFAULT__', 'privatekey' => 'idp.pem', 'certificate' => 'idp.crt', 'auth' => 'staff',
                'attributes.NameFormat' => 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic',
                'SingleSignOnServiceBinding' => ['urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'],
                'authproc' => [1 => ['class' => 'saml:AttributeNameID', 'attribute' => 'uid', 'Format' => '{{SamlDraft.Persistent}}']]];
            """);
        Write("metadata/saml20-sp-remote.php", "");
    }

    private void Write(string name, string php) => File.WriteAllText(Path.Combine(folder, name), "<?php\n" + php);

    /// <summary>A page there, or the address elsewhere that the browser was sent to.</summary>
    internal sealed record Visit(Uri Address, IHtmlDocument? Page, Uri? Left)
    {
        /// <summary>The form with this field.</summary>
        public (Uri Action, List<KeyValuePair<string, string>> Fields)? Form(string field)
        {
            if (Page?.QuerySelector($"form [name={field}]")?.Closest("form") is not IHtmlFormElement form)
                return null;
            var fields = form.QuerySelectorAll("input[name]").Select(input => new KeyValuePair<string, string>(input.GetAttribute("name")!, input.GetAttribute("value") ?? "")).ToList();
            return (new Uri(Address, form.GetAttribute("action") ?? ""), fields);
        }
    }
}
