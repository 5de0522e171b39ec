namespace PseIdentity.Protocol.Errors;

/// <summary>Every refusal of the protocol, by the error code of its specification.</summary>
public static class Refuse
{
    // RFC 6749 §4.1.2.1 and §5.2
    public static ProtocolException InvalidRequest(string id, string description, string? detail = null) => With(id, "invalid_request", description, 400, detail);
    public static ProtocolException InvalidClient(string id, string description, string? detail = null) => With(id, "invalid_client", description, 401, detail);
    public static ProtocolException InvalidGrant(string id, string description, string? detail = null) => With(id, "invalid_grant", description, 400, detail);
    public static ProtocolException UnauthorizedClient(string id, string description, string? detail = null) => With(id, "unauthorized_client", description, 400, detail);
    public static ProtocolException UnsupportedGrantType(string id, string description, string? detail = null) => With(id, "unsupported_grant_type", description, 400, detail);
    public static ProtocolException UnsupportedResponseType(string id, string description, string? detail = null) => With(id, "unsupported_response_type", description, 400, detail);
    public static ProtocolException InvalidScope(string id, string description, string? detail = null) => With(id, "invalid_scope", description, 400, detail);
    public static ProtocolException AccessDenied(string id, string description, string? detail = null) => With(id, "access_denied", description, 400, detail);

    // RFC 8628 §3.5, CIBA §11
    public static ProtocolException AuthorizationPending(string id, string description, string? detail = null) => With(id, "authorization_pending", description, 400, detail);
    public static ProtocolException SlowDown(string id, string description, string? detail = null) => With(id, "slow_down", description, 400, detail);
    public static ProtocolException ExpiredToken(string id, string description, string? detail = null) => With(id, "expired_token", description, 400, detail);

    // CIBA §13
    public static ProtocolException InvalidBindingMessage(string id, string description, string? detail = null) => With(id, "invalid_binding_message", description, 400, detail);

    // RFC 8707 §2
    public static ProtocolException InvalidTarget(string id, string description, string? detail = null) => With(id, "invalid_target", description, 400, detail);

    // RFC 9396 §5
    public static ProtocolException InvalidAuthorizationDetails(string id, string description, string? detail = null) => With(id, "invalid_authorization_details", description, 400, detail);
    // RFC 9449 §12.2
    public static ProtocolException InvalidDpopProof(string id, string description, string? detail = null) => With(id, "invalid_dpop_proof", description, 400, detail);
    public static ProtocolException UseDpopNonce(string id, string description, string? detail = null) => With(id, "use_dpop_nonce", description, 400, detail);

    // OpenID Connect Core §3.1.2.6
    public static ProtocolException LoginRequired(string id, string description, string? detail = null) => With(id, "login_required", description, 400, detail);
    public static ProtocolException ConsentRequired(string id, string description, string? detail = null) => With(id, "consent_required", description, 400, detail);
    // OpenID Connect Core Unmet Authentication Requirements 1.0 §2
    public static ProtocolException UnmetAuthenticationRequirements(string id, string description, string? detail = null) => With(id, "unmet_authentication_requirements", description, 400, detail);
    public static ProtocolException RegistrationNotSupported(string id, string description, string? detail = null) => With(id, "registration_not_supported", description, 400, detail);

    // OpenID Connect Core §3.1.2.6, RFC 9101 §7
    public static ProtocolException InvalidRequestUri(string id, string description, string? detail = null) => With(id, "invalid_request_uri", description, 400, detail);
    public static ProtocolException InvalidRequestObject(string id, string description, string? detail = null) => With(id, "invalid_request_object", description, 400, detail);

    // RFC 9126 §2.3
    public static ProtocolException TooLarge(string id, string description, string? detail = null) => With(id, "invalid_request", description, 413, detail);

    // RFC 6585 §4
    public static ProtocolException TooMany(string id, string description, string? detail = null) => With(id, "temporarily_unavailable", description, 429, detail);

    // RFC 6750 §3.1
    public static ProtocolException InvalidToken(string id, string description, string? detail = null) => With(id, "invalid_token", description, 401, detail);
    public static ProtocolException InsufficientScope(string id, string description, string? detail = null) => With(id, "insufficient_scope", description, 403, detail);

    // RFC 7591 §3.2.2
    public static ProtocolException InvalidClientMetadata(string id, string description, string? detail = null) => With(id, "invalid_client_metadata", description, 400, detail);
    public static ProtocolException InvalidRedirectUri(string id, string description, string? detail = null) => With(id, "invalid_redirect_uri", description, 400, detail);
    public static ProtocolException InvalidSoftwareStatement(string id, string description, string? detail = null) => With(id, "invalid_software_statement", description, 400, detail);
    public static ProtocolException UnapprovedSoftwareStatement(string id, string description, string? detail = null) => With(id, "unapproved_software_statement", description, 400, detail);

    /// <summary>A description that repeats something of the request: ASCII without quotes and backslashes (RFC 6749 §5.2), and not for ever.</summary>
    public static string Printable(string text) =>
        string.Concat(text.Take(1000).Select(c => c is '"' ? '\'' : c is >= ' ' and <= '~' and not '\\' ? c : '?'));

    private static ProtocolException With(string id, string code, string description, int status, string? detail) =>
        new(new ProtocolError(id, code, description, status), detail);
}
