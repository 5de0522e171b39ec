using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NUnit.Framework;
using PseIdentity.Protocol.ClientAuthentication;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.SenderConstraint;
using PseIdentity.Testing.Fuzzing;
using PseIdentity.Testing.Http;

namespace PseIdentity.Protocol.Tests.SenderConstraint;

/// <summary>The examples of RFC 9449, and what strangers send in the headers DPoP and Client-Cert.</summary>
public sealed class DpopProofTests
{
    private const string Address = "https://id.example.com/token";

    [Test, Category("RFC 9449 §6.1")]
    public void The_thumbprint_is_that_of_the_example()
    {
        var key = Jwk.TryParse(StrictJson.TryParseObject(
            """{"kty":"EC","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA","crv":"P-256"}"""u8)!.Value)!;

        Assert.That(key.Thumbprint(), Is.EqualTo("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"));
    }

    // Printed again in §5, where it goes with a token request.
    [Test, Category("RFC 9449 §4.1")]
    public void The_proof_of_the_example_is_believed_for_its_request_alone()
    {
        const string Proof =
            "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMi"
            + "LCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIj"
            + "oiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvw"
            + "nQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";

        var proof = DpopProof.Read([Proof], "POST", ["https://server.example.com/token"], SecurityProfile.Baseline);

        Assert.That(proof.Thumbprint, Is.EqualTo("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"));
        Assert.That(proof.Id, Is.EqualTo("-BwC3ESc6acc2lTc"));
        Assert.That(proof.IssuedAt, Is.EqualTo(DateTimeOffset.FromUnixTimeSeconds(1562262616)));
        Assert.Throws<ProtocolException>(() => DpopProof.Read([Proof], "GET", ["https://server.example.com/token"], SecurityProfile.Baseline));
        Assert.Throws<ProtocolException>(() => DpopProof.Read([Proof], "POST", ["https://server.example.com/par"], SecurityProfile.Baseline));
    }

    [Test, Category("RFC 8705 §A")]
    public void The_thumbprint_of_the_certificate_is_that_of_the_example()
    {
        using var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(
            "MIIBBjCBrAIBAjAKBggqhkjOPQQDAjAPMQ0wCwYDVQQDDARtdGxzMB4XDTE4MTAxODEyMzcwOVoXDTIyMDUwMjEyMzcwOVowDzENMAsGA1UEAwwEbXRsczBZMBMGByqGSM49"
            + "AgEGCCqGSM49AwEHA0IABNcnyxwqV6hY8QnhxxzFQ03C7HKW9OylMbnQZjjJ/Au08/coZwxS7LfA4vOLS9WuneIXhbGGWvsDSb0tH6IxLm8wCgYIKoZIzj0EAwIDSQAwRg"
            + "IhAP0RC1E+vwJD/D1AGHGzuri+hlV/PpQEKTWUVeORWz83AiEA5x2eXZOVbUlJSGQgjwD5vaUaKlLR50Q2DmFfQj1L+SY="));

        Assert.That(CertificateThumbprint.Of(certificate), Is.EqualTo("A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0"));
    }

    [Test, Category("RFC 9449 §7.1")]
    public void The_hash_of_an_access_token_is_that_of_the_example() =>
        Assert.That(DpopProof.HashOf("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"), Is.EqualTo("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"));

    [Test, Category("RFC 9449 §4.3")]
    public void The_profile_of_the_client_decides_the_algorithms()
    {
        var proof = DpopKey.Generate("RS256").Draft("POST", Address, DateTimeOffset.UtcNow).Sign();

        Assert.DoesNotThrow(() => Read(proof, SecurityProfile.Baseline));
        Assert.Throws<ProtocolException>(() => Read(proof, SecurityProfile.Fapi2));
    }

    [Test]
    public void A_mutated_proof_costs_little_and_is_refused_by_name() => Fuzz.Text(
        [
            DpopKey.Generate().Draft("POST", Address, DateTimeOffset.UtcNow, "nonce", "token").Sign(),
            DpopKey.Generate("PS256").Draft("POST", Address, DateTimeOffset.UtcNow).Sign(),
        ],
        input => Read(input, SecurityProfile.Baseline),
        exception => exception is ProtocolException { Error.Code: "invalid_dpop_proof" });

    [Test]
    public void A_mutated_certificate_header_costs_little_and_throws_nothing()
    {
        using var certificate = TestCertificates.SelfSigned("CN=client,O=Example", "client.example");

        Fuzz.Text([":" + Convert.ToBase64String(certificate.RawData) + ":"], input =>
        {
            using var read = ClientCertHeader.Read(input);
            if (read is not null)
                CertificateSubject.Matches(read, new ClientMetadata { TlsClientAuthSanDns = "client.example" });
        });
    }

    [Test]
    public void A_mutated_distinguished_name_costs_little_and_throws_nothing() => Fuzz.Text(
        ["CN=client,O=Example\\, Ltd,OU=\\C3\\A9,C=GB", "2.5.4.97=PSDGB-FCA-1, cn = a  b "],
        input => DistinguishedName.Parse(input));

    [Category("RFC 4514 §2.4")]
    [TestCase("CN=Client\\, Ltd,O=Example,C=GB", true)]
    [TestCase("cn=client\\2C  LTD , o=example,c=gb", true)]
    [TestCase("2.5.4.3=Client\\, Ltd,O=Example,C=GB", true)]
    [TestCase("C=GB,O=Example,CN=Client\\, Ltd", false)]
    [TestCase("CN=Client\\, Ltd,O=Example", false)]
    [TestCase("CN=Client\\, Ltd,O=Example,C=GB,C=GB", false)]
    [TestCase("CN=Client\\, Ltd+O=Example,C=GB", false)]
    [TestCase("CN=Client", false)]
    public void A_subject_is_compared_attribute_by_attribute(string registered, bool same)
    {
        using var key = ECDsa.Create();
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName("Client, Ltd");
        name.AddOrganizationName("Example");
        name.AddCountryOrRegion("GB");
        using var certificate = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));

        Assert.That(CertificateSubject.Matches(certificate, new ClientMetadata { TlsClientAuthSubjectDn = registered }), Is.EqualTo(same));
    }

    private static DpopProof Read(string proof, SecurityProfile profile) => DpopProof.Read([proof], "POST", [Address], profile);
}
