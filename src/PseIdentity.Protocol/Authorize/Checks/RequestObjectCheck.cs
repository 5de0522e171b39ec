using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.RequestObjects;

namespace PseIdentity.Protocol.Authorize.Checks;

/// <summary>
/// A signed request object (RFC 9101, OpenID Connect Core §6), by value or by reference, takes the place of the parameters in the URL. It is read
/// once: what waits for a person afterwards holds what it said.
/// </summary>
internal sealed class RequestObjectCheck(RequestObjectReader reader, RequestUris uris) : IAuthorizeCheck
{
    public async ValueTask<AuthorizeOutcome?> CheckAsync(AuthorizeContext request, CancellationToken ct)
    {
        // It was read when it was pushed.
        if (request.PushedHash is not null)
            return null;

        var (value, uri) = (request.Parameters["request"], request.Parameters["request_uri"]);
        if (value is null && uri is null)
        {
            // RFC 9101 §10.5.
            if (request.KnownClient.Metadata.RequireSignedRequestObject)
                request.Defect ??= Refuse.InvalidRequest("request_object.missing", "The client has to send its requests as signed request objects.");
            return null;
        }

        if (request.Parameters.Repeated.Any(name => name is "request" or "request_uri"))
            request.Parameters.RefuseRepeated();

        // RFC 9101 §5: "request and request_uri MUST NOT be used together".
        if (value is not null && uri is not null)
            throw Refuse.InvalidRequest("request_object.twice", "The parameters request and request_uri exclude each other.");

        // §5: "The authorization server MUST only use the parameters in the Request Object, even if the same parameter is provided in the query parameter."
        // That is stricter than OpenID Connect Core §6.1, which adds those outside; a client that writes all of them into the object suits both.
        var read = await reader.ReadAsync(request.KnownClient, value ?? await uris.FetchAsync(request.KnownClient, uri ?? "", ct), ct);
        request.Parameters = read.Parameters;
        request.Defect ??= read.Defect;

        // RFC 9126 §2.3: whoever pushes is told at once, since no redirect URI has to be trusted first.
        if (request.Stage == RequestStage.Pushed && request.Defect is { } defect)
            throw defect;
        return null;
    }
}
