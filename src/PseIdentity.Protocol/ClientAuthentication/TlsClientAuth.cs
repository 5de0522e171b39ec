using PseIdentity.Protocol.Clients;

namespace PseIdentity.Protocol.ClientAuthentication;

/// <summary><c>tls_client_auth</c> (RFC 8705 §2.1): a certificate of an authority that we believe, for the subject that the client registered.</summary>
internal sealed class TlsClientAuth(ClientAuthorities authorities) : IClientAuthenticationMethod
{
    public const string MethodName = "tls_client_auth";

    public string Name => MethodName;

    public IEnumerable<BrokenRule> CheckRegistration(ClientMetadata client) => CertificateSubject.Check(client);

    public PresentedCredentials? Find(ClientRequest request) => PublicClient.ByName(request) is { Certificate: not null } named ? named : null;

    public ValueTask<string?> VerifyAsync(PresentedCredentials presented, Client client, CancellationToken ct) => ValueTask.FromResult(
        presented.Certificate is not { } certificate ? "there is no certificate"
        : authorities.Problem(certificate) is { } problem ? $"the certificate leads to no authority: {problem}"
        : CertificateSubject.Matches(certificate, client.Metadata) ? null
        : "the certificate is for another subject");
}
