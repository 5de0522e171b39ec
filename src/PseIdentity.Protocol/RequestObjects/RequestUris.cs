using System.Text;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Outbound;

namespace PseIdentity.Protocol.RequestObjects;

/// <summary>Request objects by reference (RFC 9101 §5.2): fetched from an address that the client registered, and from no other, or anybody could send us anywhere.</summary>
public sealed class RequestUris(GuardedHttp http)
{
    // RFC 9101 §5.2: "The entire Request URI SHOULD NOT exceed 512 ASCII characters."
    public const int Longest = 512;

    // RFC 9101 §5.2.3 and §9.2; RFC 7515 §9.2.1 has the type of every JWS in its compact form, which servers of plain files use.
    private static readonly string[] MediaTypes = ["application/oauth-authz-req+jwt", "application/jwt", "application/jose"];

    /// <exception cref="ProtocolException">invalid_request_uri when it is not registered or nothing of use is there.</exception>
    public async ValueTask<string> FetchAsync(Client client, string uri, CancellationToken ct)
    {
        // OpenID Connect Registration §2: compared as registered, fragment and all; the fragment (a hash of the content) is not sent (RFC 3986 §3.5).
        if (!client.Metadata.RequestUris.Contains(uri, StringComparer.Ordinal))
            throw Refuse.InvalidRequestUri("request_uri.not_registered", "The request_uri is not registered for this application.");
        var body = await http.GetAsync(uri.Split('#')[0], MediaTypes, ct)
            ?? throw Refuse.InvalidRequestUri("request_uri.no_answer", "There is no request object at the request_uri.");
        return Encoding.UTF8.GetString(body).Trim();
    }
}
