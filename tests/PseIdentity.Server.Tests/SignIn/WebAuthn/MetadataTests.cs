using System.Text;
using System.Text.Json;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Server.SignIn.WebAuthn;
using PseIdentity.Server.SignIn.WebAuthn.Attestation.Metadata;
using PseIdentity.Testing.WebAuthn;

namespace PseIdentity.Server.Tests.SignIn.WebAuthn;

/// <summary>The metadata BLOB: whom it believes, and what it decides.</summary>
[Category("FIDO MDS §3.2")]
public sealed class MetadataTests
{
    private static readonly Guid Model = new("12345678-9abc-def0-1234-56789abcdef0");
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly AuthenticatorMaker alliance = new("CN=Test Alliance");
    private readonly AuthenticatorMaker maker = new();
    private readonly SoftwareKey rsa = new(-257);
    private readonly SoftwareKey key = new();

    [OneTimeTearDown]
    public void Dispose()
    {
        alliance.Dispose();
        maker.Dispose();
        rsa.Dispose();
        key.Dispose();
    }

    [Test]
    public void A_signed_blob_says_what_a_model_is()
    {
        var (blob, flaw) = MetadataBlob.Read(Blob("FIDO_CERTIFIED_L2"), [alliance.Root], Now);
        Assert.That(flaw, Is.Null);
        var entry = blob!.Find(Model)!;
        Assert.That((blob.Number, entry.Description, entry.Certification, entry.Broken), Is.EqualTo((15L, "Test Model", CertificationLevel.L2, (string?)null)));
        Assert.That(entry.Roots, Is.EqualTo(new[] { maker.Root }));
    }

    [Test]
    public void A_blob_of_somebody_else_or_changed_or_without_chain_is_refused()
    {
        var valid = Blob("FIDO_CERTIFIED");
        var parts = valid.Split('.');
        Assert.That(MetadataBlob.Read(valid, [maker.Root], Now).Blob, Is.Null, "another root");
        Assert.That(MetadataBlob.Read(valid, [], Now).Blob, Is.Null, "no root");
        Assert.That(MetadataBlob.Read($"{parts[0]}.{Blob("REVOKED").Split('.')[1]}.{parts[2]}", [alliance.Root], Now).Blob, Is.Null, "another payload");
        Assert.That(MetadataBlob.Read(valid, [alliance.Root], Now.AddYears(50)).Blob, Is.Null, "an expired chain");
        Assert.That(MetadataBlob.Read("a.b.c", [alliance.Root], Now).Blob, Is.Null, "no JWS");
    }

    [Test]
    public async Task A_model_is_certified_enough_or_refused()
    {
        Assert.That(await FaultAsync("FIDO_CERTIFIED_L2", CertificationLevel.L2), Is.Null);
        Assert.That(await FaultAsync("FIDO_CERTIFIED_L3plus", CertificationLevel.L2), Is.Null);
        Assert.That(await FaultAsync("FIDO_CERTIFIED_L1plus", CertificationLevel.L2), Is.EqualTo(PasskeyFaults.Model));
        Assert.That(await FaultAsync("NOT_FIDO_CERTIFIED", CertificationLevel.L1), Is.EqualTo(PasskeyFaults.Model));
    }

    [TestCase("REVOKED")]
    [TestCase("USER_VERIFICATION_BYPASS")]
    [TestCase("ATTESTATION_KEY_COMPROMISE")]
    [TestCase("USER_KEY_REMOTE_COMPROMISE")]
    [TestCase("USER_KEY_PHYSICAL_COMPROMISE")]
    public async Task A_model_that_is_reported_as_broken_is_refused(string status) =>
        Assert.That(await FaultAsync(status, CertificationLevel.None), Is.EqualTo(PasskeyFaults.Model));

    [Test]
    public async Task A_status_counts_from_its_date()
    {
        Assert.That(await FaultAsync("REVOKED", CertificationLevel.None, "2026-01-02"), Is.Null);
        Assert.That(await FaultAsync("REVOKED", CertificationLevel.None, "2026-01-01"), Is.EqualTo(PasskeyFaults.Model));
    }

    private async Task<string?> FaultAsync(string status, CertificationLevel minimum, string date = "2025-01-01")
    {
        var (blob, _) = MetadataBlob.Read(Blob(status, date), [alliance.Root], Now);
        using var certificate = maker.Issue(key, Model);
        using var ceremonies = new Ceremonies(new PasskeyOptions { MinimumCertification = minimum }, metadata: blob);
        var outcome = await ceremonies.RegisterAsync(a => a.Attestation = Statements.Packed(certificate, key));
        return outcome.Fault?.Id;
    }

    private string Blob(string status, string date = "2025-01-01")
    {
        using var signer = alliance.Issue(rsa, subject: "CN=Metadata Signer");
        var header = JsonSerializer.Serialize(new { alg = "RS256", typ = "JWT", x5c = new[] { Convert.ToBase64String(signer.RawData) } });
        var payload = JsonSerializer.Serialize(new
        {
            no = 15,
            nextUpdate = "2026-02-01",
            entries = new[]
            {
                new
                {
                    aaguid = Model.ToString(),
                    statusReports = new[] { new { status, effectiveDate = date } },
                    metadataStatement = new { description = "Test Model", attestationRootCertificates = new[] { Convert.ToBase64String(maker.Root) } },
                },
            },
        });
        var signed = CanonicalBase64Url.Encode(Encoding.UTF8.GetBytes(header)) + "." + CanonicalBase64Url.Encode(Encoding.UTF8.GetBytes(payload));
        return signed + "." + CanonicalBase64Url.Encode(rsa.Sign(Encoding.ASCII.GetBytes(signed)));
    }
}
