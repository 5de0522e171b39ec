using System.Net;
using System.Text;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;

namespace PseIdentity.Protocol.ClientAuthentication;

/// <summary><c>client_secret_basic</c> (RFC 6749 §2.3.1): id and secret are form-encoded before they are joined and base64-encoded.</summary>
internal sealed class ClientSecretBasic(TimeProvider clock) : IClientAuthenticationMethod
{
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    public string Name => "client_secret_basic";

    public bool UsesSecret => true;

    public PresentedCredentials? Find(ClientRequest request)
    {
        if (request.Authorization is not { } header)
            return null;
        const string scheme = "Basic ";
        if (!header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            throw Refuse.InvalidClient("client.scheme", "The Authorization header must use the Basic scheme here.");

        string pair;
        try
        {
            pair = Utf8.GetString(Convert.FromBase64String(header[scheme.Length..].Trim()));
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            throw Malformed();
        }

        // Split at the first colon, then decode: a colon inside either part arrives as %3A.
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            throw Malformed();
        return new PresentedCredentials(WebUtility.UrlDecode(pair[..colon]), WebUtility.UrlDecode(pair[(colon + 1)..]));
    }

    public ValueTask<string?> VerifyAsync(PresentedCredentials presented, Client client, CancellationToken ct) =>
        ValueTask.FromResult(ClientSecrets.Verify(presented.Secret, client, clock.GetUtcNow()));

    private static ProtocolException Malformed() =>
        Refuse.InvalidClient("client.basic_malformed", "The Basic credentials are malformed.");
}
