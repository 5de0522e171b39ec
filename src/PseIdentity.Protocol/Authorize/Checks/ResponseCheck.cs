using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;

namespace PseIdentity.Protocol.Authorize.Checks;

/// <summary>What is asked for and how it is answered (RFC 6749 §3.1.1; OAuth 2.0 Multiple Response Types §2.1).</summary>
internal sealed class ResponseCheck(ResponseTypes types, ResponseModes modes) : IAuthorizeCheck
{
    public ValueTask<AuthorizeOutcome?> CheckAsync(AuthorizeContext request, CancellationToken ct)
    {
        // The mode comes first: errors about anything else are told in it. Until the type is known, the default of "code" serves.
        var asked = request.Parameters.Repeated.Contains("response_mode") ? null : request.Parameters["response_mode"];
        var named = request.Parameters["response_type"];
        var type = named is null ? null : types.Find(named);
        request.ResponseType = type ?? ResponseType.Code;
        request.ResponseMode = modes.DefaultOf(request.ResponseType);
        if (asked is not null)
            request.ResponseMode = Fitting(asked, request.ResponseType);

        if (named is null)
            throw Refuse.InvalidRequest("authorize.response_type_missing", "The parameter response_type is missing.");
        if (type is null)
            throw Refuse.UnsupportedResponseType("authorize.response_type", "The response_type is not supported.");
        if (!IsAllowed(request.KnownClient, type))
            throw Refuse.UnauthorizedClient("authorize.response_type_not_allowed", "The client may not use this response_type.");
        return ValueTask.FromResult<AuthorizeOutcome?>(null);
    }

    private IResponseMode Fitting(string asked, ResponseType type)
    {
        var mode = modes.Find(asked, type) ?? throw Refuse.InvalidRequest("authorize.response_mode", "The response_mode is not supported.");
        return ResponseModes.Fits(mode, type)
            ? mode
            : throw Refuse.InvalidRequest("authorize.response_mode_query", "Tokens are not sent in a query; use the response_mode fragment or form_post.");
    }

    private static bool IsAllowed(Client client, ResponseType type) =>
        client.Metadata.ResponseTypes.Any(type.Is)
        && (client.Profile.ResponseTypes is not { } only || only.Any(type.Is))
        && Capabilities.GrantTypesOf(type.Name).All(client.May)
        && !(type.HasToken && IsBound(client));

    // A token is bound to a key that its client shows (RFC 9449 §5, RFC 8705 §3); by the front channel it shows none.
    private static bool IsBound(Client client) =>
        client.Profile.RequiresSenderConstraint || client.Metadata is { DpopBoundAccessTokens: true } or { TlsClientCertificateBoundAccessTokens: true };
}
