using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace PseIdentity.Testing.Email;

/// <summary>A real mail server of others (npm <c>smtp-server</c>, <c>tests/interop/smtp.mjs</c>) with a certificate for <c>localhost</c>.</summary>
public sealed class SmtpReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process node;
    private readonly string folder;

    private SmtpReceiver(Process node, string folder, int port, X509Certificate2 certificate)
    {
        this.node = node;
        this.folder = folder;
        Port = port;
        Authorities = [certificate];
    }

    public int Port { get; }

    /// <summary>Who signed its certificate: itself.</summary>
    public X509Certificate2Collection Authorities { get; }

    /// <param name="scenarios">The directory <c>tests/interop</c>.</param>
    /// <param name="security">How a connection is protected, as the provider's setting says it.</param>
    /// <param name="method">How the provider says who it is: <c>provider</c>, with the password <c>mail-password</c>.</param>
    /// <param name="hide">Whether it keeps quiet about STARTTLS.</param>
    public static async Task<SmtpReceiver> StartAsync(string scenarios, string security, string method = "PLAIN", bool hide = false)
    {
        var folder = Directory.CreateTempSubdirectory("pse-smtp-").FullName;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(Path.Combine(folder, "certificate.pem"), certificate.ExportCertificatePem());

        var settings = JsonSerializer.Serialize(new { security, method, hide, key = Path.Combine(folder, "key.pem"), certificate = Path.Combine(folder, "certificate.pem") });
        var node = Process.Start(new ProcessStartInfo("node", ["smtp.mjs"])
        {
            WorkingDirectory = scenarios,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["SMTP"] = settings },
        }) ?? throw new InvalidOperationException("node did not start");
        var receiver = new SmtpReceiver(node, folder, 0, certificate);
        return new SmtpReceiver(node, folder, int.Parse(await receiver.LineAsync(), CultureInfo.InvariantCulture), certificate);
    }

    /// <summary>Its certificate, as a file.</summary>
    public string CertificateFile => Path.Combine(folder, "certificate.pem");

    /// <summary>The next message that it has taken.</summary>
    public async Task<JsonElement> NextAsync() => JsonDocument.Parse(await LineAsync()).RootElement;

    /// <summary>Every message, until it ends.</summary>
    public async IAsyncEnumerable<JsonElement> AllAsync()
    {
        while (await node.StandardOutput.ReadLineAsync() is { } line)
            yield return JsonElement.Parse(line);
    }

    public async ValueTask DisposeAsync()
    {
        node.StandardInput.Close();
        await node.WaitForExitAsync();
        node.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<string> LineAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await node.StandardOutput.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException("the mail server has ended");
    }
}
