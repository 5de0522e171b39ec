using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Outbound;

namespace PseIdentity.Server.Federation.OpenIdConnect;

/// <summary>What an endpoint of a provider says that did not do what it was asked (RFC 6749 §5.2, RFC 9126 §2.3).</summary>
internal static class EndpointError
{
    public static UpstreamException Of(PartnerAnswer answer, string what)
    {
        var json = StrictJson.TryParseObject(answer.Body);
        var detail = $"{what} was answered with {(int)answer.Status}"
            + (json?.GetString("error") is { } error ? $", {OpenIdRefuse.Quote(error)}" : "")
            + (json?.GetString("error_description") is { } description ? $": {OpenIdRefuse.Quote(description)}" : "");
        return json?.GetString("error") switch
        {
            "invalid_client" or "unauthorized_client" => OpenIdRefuse.Client(detail),
            "invalid_grant" => OpenIdRefuse.Code(detail),
            null when (int)answer.Status is 401 or 403 => OpenIdRefuse.Client(detail),
            null => OpenIdRefuse.Unreachable(detail),
            _ => new UpstreamException("federation.request_refused", detail),
        };
    }
}
