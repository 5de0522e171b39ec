namespace PseIdentity.Server.Federation.OpenIdConnect;

/// <summary>Every reason why an OpenID Connect provider cannot be asked or is not believed, by the id that pages, events and the operator's documents know it by.</summary>
internal static class OpenIdRefuse
{
    private const int LongestQuote = 200;

    /// <summary>It did not answer, or answered with something that is no answer.</summary>
    public static UpstreamException Unreachable(string detail) => new(FederationRefusals.Unreachable, detail);

    /// <summary>Its metadata, or our settings for it, do not allow to go on.</summary>
    public static UpstreamException Configuration(string detail) => new("federation.misconfigured", detail);

    /// <summary>It does not take us for the client that we are: the secret, the key or the client_id is not what it knows.</summary>
    public static UpstreamException Client(string detail) => new("federation.client_refused", detail);

    public static UpstreamException Issuer(string detail) => new("federation.issuer_mismatch", detail);

    /// <summary>What came is not of the shape that the specification describes.</summary>
    public static UpstreamException Malformed(string detail) => new("federation.answer_malformed", detail);

    /// <summary>It does not answer the request of this browser.</summary>
    public static UpstreamException Request(string detail) => new("federation.request_mismatch", detail);

    /// <summary>The code is not known there any more, or not ours.</summary>
    public static UpstreamException Code(string detail) => new("federation.code_refused", detail);

    /// <summary>The signature is missing, wrong, of a key that is not the provider's, or of a kind that is not accepted.</summary>
    public static UpstreamException Signature(string detail) => new("federation.token_signature", detail);

    /// <summary>One reason for whatever goes wrong while decrypting: more would answer questions about the key.</summary>
    public static UpstreamException Decryption() => new("federation.token_decryption", "the token is not encrypted to a key of this installation");

    public static UpstreamException Audience(string detail) => new("federation.audience_mismatch", detail);

    public static UpstreamException Expired(string detail) => new("federation.expired", detail);

    public static UpstreamException Replayed(string detail) => new("federation.replayed", detail);

    /// <summary>It says too little about who the person is to know them again.</summary>
    public static UpstreamException Subject(string detail) => new("federation.subject_missing", detail);

    /// <summary>Userinfo speaks of somebody else than the ID token.</summary>
    public static UpstreamException OtherSubject() => new("federation.subject_mismatch", "sub of userinfo is not sub of the ID token");

    /// <summary>The person signed in there too long ago, or it does not say when.</summary>
    public static UpstreamException Authentication(string detail) => new("federation.authentication_insufficient", detail);

    /// <summary>A message about the end of a session is not what Back-Channel or Front-Channel Logout describe.</summary>
    public static UpstreamException Logout(string detail) => new("federation.logout_refused", detail);

    /// <summary>What the provider answered instead of signing somebody in (RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6).</summary>
    public static UpstreamException Error(string error, string? description) => new(
        error switch
        {
            "access_denied" => FederationRefusals.Declined,
            "login_required" or "interaction_required" or "consent_required" or "account_selection_required" => "federation.login_required",
            "temporarily_unavailable" or "server_error" => FederationRefusals.Unreachable,
            "unauthorized_client" or "invalid_client" => "federation.client_refused",
            "unmet_authentication_requirements" => "federation.authentication_insufficient",
            _ => "federation.request_refused",
        },
        description is null ? Quote(error) : $"{Quote(error)}: {Quote(description)}");

    /// <summary>A stranger's text for the log: printable ASCII, and not endless.</summary>
    public static string Quote(string text) =>
        string.Concat(text.Take(LongestQuote).Select(character => character is >= ' ' and <= '~' ? character : '?')) + (text.Length > LongestQuote ? "…" : "");
}
