using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace PseIdentity.Testing.Saml;

/// <summary>A SAML identity provider made for a test: its key, its metadata, and what it signs.</summary>
public sealed class SamlIdp : IDisposable
{
    public SamlIdp(string entityId = "https://idp.acme.example/metadata") => (EntityId, Certificate) = (entityId, NewCertificate());

    public string EntityId { get; }

    public X509Certificate2 Certificate { get; }

    public string SignOn { get; init; } = "https://idp.acme.example/sso";

    public string Logout { get; init; } = "https://idp.acme.example/slo";

    /// <summary>Its metadata, with these certificates or its own.</summary>
    public string Metadata(params X509Certificate2[] certificates) => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- as administrators keep it -->
        <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="{SamlSigning.Namespace}" entityID="{EntityId}">
          <md:IDPSSODescriptor protocolSupportEnumeration="{SamlDraft.Protocol}">
            {string.Concat((certificates is [] ? [Certificate] : certificates).Select(KeyDescriptor))}
            <md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{Logout}" ResponseLocation="{Logout}/done"/>
            <md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="{Logout}/post"/>
            <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{SignOn}"/>
            <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="{SignOn}/post"/>
          </md:IDPSSODescriptor>
        </md:EntityDescriptor>
        """;

    public string Sign(string xml, string id, SamlSigning? signing = null) => (signing ?? new SamlSigning()).Sign(xml, id, Certificate);

    /// <summary>The response with a signed assertion.</summary>
    public string SignAssertion(SamlDraft draft, SamlSigning? signing = null) => Sign(draft.Xml, draft.AssertionId, signing);

    /// <summary>The signed response, its assertion without a signature of its own.</summary>
    public string SignResponse(SamlDraft draft, SamlSigning? signing = null) => Sign(draft.Xml, draft.ResponseId, signing);

    public string SignBoth(SamlDraft draft) => Sign(SignAssertion(draft), draft.ResponseId);

    /// <summary>A query signed as SAML Bindings §3.4.4.1 describes.</summary>
    public string SignQuery(string unsigned, HashAlgorithmName? hash = null, string algorithm = SamlSigning.RsaSha256)
    {
        var query = $"{unsigned}&SigAlg={Uri.EscapeDataString(algorithm)}";
        using var rsa = Certificate.GetRSAPrivateKey()!;
        return $"?{query}&Signature={Uri.EscapeDataString(Convert.ToBase64String(rsa.SignData(Encoding.UTF8.GetBytes(query), hash ?? HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)))}";
    }

    public static X509Certificate2 NewCertificate(int bits = 2048, DateTimeOffset? until = null)
    {
        using var key = RSA.Create(bits);
        var request = new CertificateRequest("CN=Test identity provider", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-9), until ?? DateTimeOffset.UtcNow.AddYears(9));
    }

    public static X509Certificate2 NewCurveCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=Test identity provider", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-1), DateTimeOffset.UtcNow.AddYears(9));
    }

    public void Dispose() => Certificate.Dispose();

    private static string KeyDescriptor(X509Certificate2 certificate) => $"""
        <md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{Convert.ToBase64String(certificate.RawData, Base64FormattingOptions.InsertLineBreaks)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
        """;
}
