namespace PaymentsApi.AccessTokens;

/// <summary>The codes with which a token is refused.</summary>
internal static class Errors
{
    /// <summary>RFC 6750 §3.1: the request itself is malformed.</summary>
    public const string InvalidRequest = "invalid_request";

    /// <summary>RFC 6750 §3.1: expired, forged, for somebody else, or bound to another key.</summary>
    public const string InvalidToken = "invalid_token";

    /// <summary>RFC 9449 §7.1: the token may be good, its proof is not.</summary>
    public const string InvalidDpopProof = "invalid_dpop_proof";

    /// <summary>The provider's keys cannot be fetched now.</summary>
    public const string Unavailable = "temporarily_unavailable";
}
