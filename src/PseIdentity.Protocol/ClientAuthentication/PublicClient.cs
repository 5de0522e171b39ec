using PseIdentity.Protocol.Clients;

namespace PseIdentity.Protocol.ClientAuthentication;

/// <summary><c>none</c>: a client that cannot keep a secret says only its name (RFC 6749 §3.2.1).</summary>
internal sealed class PublicClient : IClientAuthenticationMethod
{
    public string Name => "none";

    public PresentedCredentials? Find(ClientRequest request) => ByName(request);

    /// <summary>A request that says nothing but a name; a certificate may be behind it, and the registration decides what it stands for.</summary>
    public static PresentedCredentials? ByName(ClientRequest request) =>
        request.Authorization is null && request.Form["client_secret"] is null
        && request.Form["client_assertion"] is null && request.Form["client_assertion_type"] is null
        && request.Form["client_id"] is { } id
            ? new PresentedCredentials(id, null, request.Certificate)
            : null;

    public ValueTask<string?> VerifyAsync(PresentedCredentials presented, Client client, CancellationToken ct) => ValueTask.FromResult<string?>(null);
}
