using System.Security.Cryptography.X509Certificates;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Http;

namespace PseIdentity.Protocol.ClientAuthentication;

/// <summary>What a client presented to a back-channel endpoint.</summary>
/// <param name="Form">The body's parameters.</param>
/// <param name="Authorization">The Authorization header, or null.</param>
/// <param name="Certificate">What the caller proved to have in the TLS handshake, or null; any certificate, of any issuer.</param>
/// <param name="Path">The endpoint that was asked, such as <c>/token</c>.</param>
public sealed record ClientRequest(Parameters Form, string? Authorization, X509Certificate2? Certificate = null, string Path = "/token");

/// <summary>Credentials that were found in a request but not yet believed.</summary>
/// <param name="ClientId">Who the caller says it is.</param>
/// <param name="Secret">A secret or an assertion; null for public clients.</param>
/// <param name="Certificate">The certificate, where it may be what authenticates the client.</param>
/// <param name="Path">The endpoint that they were presented at.</param>
public sealed record PresentedCredentials(string ClientId, string? Secret, X509Certificate2? Certificate = null, string Path = "/token");

/// <summary>A client that has proven who it is, or a public one that cannot.</summary>
/// <param name="Client">The registration.</param>
/// <param name="Method">How, as <c>token_endpoint_auth_method</c> names it.</param>
public sealed record AuthenticatedClient(Client Client, string Method)
{
    public string Id => Client.Id;
}

/// <summary>One way of authenticating a client (OpenID Connect Core §9, RFC 6749 §2.3).</summary>
public interface IClientAuthenticationMethod
{
    /// <summary>Its name in <c>token_endpoint_auth_methods_supported</c>.</summary>
    string Name { get; }

    /// <summary>Whether a client needs a secret for it.</summary>
    bool UsesSecret => false;

    /// <summary>The algorithms that the client may sign with; none where nothing is signed.</summary>
    IReadOnlyList<string> Algorithms => [];

    /// <summary>What is missing in the metadata of a client that registers for it.</summary>
    IEnumerable<BrokenRule> CheckRegistration(ClientMetadata client) => [];

    /// <summary>What the request presents for this method, or null when it uses another.</summary>
    /// <exception cref="Errors.ProtocolException">It does use this method, and is malformed.</exception>
    PresentedCredentials? Find(ClientRequest request);

    /// <summary>Null when the credentials are the client's; otherwise the reason, for the log.</summary>
    ValueTask<string?> VerifyAsync(PresentedCredentials presented, Client client, CancellationToken ct);
}
