using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;

namespace PseIdentity.Protocol.ClientAuthentication;

/// <summary>Finds out which client is calling (RFC 6749 §2.3 and §3.2.1).</summary>
public sealed class ClientAuthenticator(IEnumerable<IClientAuthenticationMethod> methods, IClientStore clients)
{
    private readonly IClientAuthenticationMethod[] methods = [.. methods];

    /// <exception cref="ProtocolException">invalid_client, or invalid_request when several methods are used at once.</exception>
    public async ValueTask<AuthenticatedClient> AuthenticateAsync(ClientRequest request, CancellationToken ct)
    {
        var (readers, presented) = Find(request);

        // A client_id in the body names the same client as the credentials do (RFC 7521 §4.2, and OAuth 2.1 §2.4 for all methods).
        if (request.Form["client_id"] is { } named && !string.Equals(named, presented.ClientId, StringComparison.Ordinal))
            throw Refuse.InvalidClient("client.ids_differ", "The credentials belong to another client_id.");

        var client = await clients.FindAsync(presented.ClientId, ct)
            ?? throw Refuse.InvalidClient("client.unknown", "Client authentication failed.", "The client is not known or not enabled.");

        // A client uses the one method that it registered (RFC 7591 §2, token_endpoint_auth_method), or a stolen secret could be tried elsewhere.
        if (readers.Find(reader => string.Equals(client.Metadata.TokenEndpointAuthMethod, reader.Name, StringComparison.Ordinal)) is not { } method)
            throw Refuse.InvalidClient("client.other_method", "Client authentication failed.",
                $"{client.Id} used {string.Join(" or ", readers.Select(reader => reader.Name))} and is registered for {client.Metadata.TokenEndpointAuthMethod}.");

        if (await method.VerifyAsync(presented, client, ct) is { } reason)
            throw Refuse.InvalidClient("client.credentials", "Client authentication failed.", $"{client.Id}: {reason}");
        return new AuthenticatedClient(client, method.Name);
    }

    // RFC 6749 §2.3: "The client MUST NOT use more than one authentication method in each request."
    // Methods that read the same thing in a request (a name with a certificate behind it) are one way: the registration says which of them it is.
    private (List<IClientAuthenticationMethod>, PresentedCredentials) Find(ClientRequest request)
    {
        PresentedCredentials? found = null;
        var readers = new List<IClientAuthenticationMethod>(1);
        foreach (var method in methods)
            if (method.Find(request) is { } presented)
            {
                if (found is not null && (found != presented || presented.Secret is not null))
                    throw Refuse.InvalidRequest("client.several_methods", "More than one way of client authentication is used.");
                found = presented;
                readers.Add(method);
            }
        return (readers, found ?? throw Refuse.InvalidClient("client.not_authenticated", "Client authentication is missing."));
    }
}
