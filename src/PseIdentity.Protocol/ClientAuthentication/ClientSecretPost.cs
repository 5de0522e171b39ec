using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;

namespace PseIdentity.Protocol.ClientAuthentication;

/// <summary><c>client_secret_post</c> (RFC 6749 §2.3.1): id and secret in the body.</summary>
internal sealed class ClientSecretPost(TimeProvider clock) : IClientAuthenticationMethod
{
    public string Name => "client_secret_post";

    public bool UsesSecret => true;

    public PresentedCredentials? Find(ClientRequest request)
    {
        if (request.Form["client_secret"] is not { } secret)
            return null;
        if (request.Form["client_id"] is { } id)
            return new PresentedCredentials(id, secret);

        // A secret beside a Basic header is a second method; without any name it belongs to nobody.
        return request.Authorization is null
            ? throw Refuse.InvalidClient("client.id_missing", "The parameter client_id is missing.")
            : new PresentedCredentials("", secret);
    }

    public ValueTask<string?> VerifyAsync(PresentedCredentials presented, Client client, CancellationToken ct) =>
        ValueTask.FromResult(ClientSecrets.Verify(presented.Secret, client, clock.GetUtcNow()));
}
