using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.PushedRequests;

namespace PseIdentity.Protocol.Authorize.Checks;

/// <summary>
/// A request that was pushed (RFC 9126 §4) takes the place of the one in the URL: whatever stands beside <c>request_uri</c> counts for nothing, but
/// <c>client_id</c> names the client that pushed it. Nothing is consumed here, so that a person may look twice before signing in.
/// </summary>
internal sealed class PushedRequestCheck(IPushedRequestStore pushed) : IAuthorizeCheck
{
    public async ValueTask<AuthorizeOutcome?> CheckAsync(AuthorizeContext request, CancellationToken ct)
    {
        if (request.Parameters["request_uri"] is not { } uri || !PushedRequestUri.IsOne(uri))
        {
            // RFC 9126 §6; FAPI 2.0 §5.3.2.2. Told to the client as soon as the redirect URI is known to be its own.
            if (request.KnownClient.Metadata.RequirePushedAuthorizationRequests || request.KnownClient.Profile.RequiresPushedRequests)
                request.Defect ??= Refuse.InvalidRequest("authorize.not_pushed", "The client has to push its authorization requests.");
            return null;
        }

        if (request.Parameters.Repeated.Contains("request_uri"))
            request.Parameters.RefuseRepeated();
        var found = PushedRequestUri.Read(uri) is { Hash: var hash } ? await pushed.FindAsync(hash, request.Now, ct) : null;

        // §2.2: "The request_uri value MUST be bound to the client that posted the authorization request." §4: an expired one MUST be rejected;
        // at the very end of its lifetime it has expired.
        if (found is null || request.Now >= found.UsableUntil || !string.Equals(found.ClientId, request.KnownClient.Id, StringComparison.Ordinal))
            throw Refuse.InvalidRequestUri("authorize.request_uri_unknown", "The request_uri is not known or has expired.");
        if (found.ConsumedAt is not null)
            return new AnsweredBefore();
        request.Parameters = Parameters.FromEncoded(found.Parameters);
        request.PushedHash = found.Hash;
        return null;
    }
}
