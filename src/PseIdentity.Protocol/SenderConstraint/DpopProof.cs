using System.Security.Cryptography;
using System.Text;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.SenderConstraint;

/// <summary>
/// A DPoP proof (RFC 9449 §4.2): somebody holds the private key of <see cref="Thumbprint"/> and meant this request. Reading one does the
/// checks of §4.3 that need no memory; <see cref="DpopProofs"/> does the others.
/// </summary>
internal sealed class DpopProof
{
    private const int LongestProof = 8192;
    private const int LongestId = 256;

    private DpopProof(string thumbprint, string id, string address, DateTimeOffset issuedAt, string? nonce, string? tokenHash)
    {
        Thumbprint = thumbprint;
        Id = id;
        Address = address;
        IssuedAt = issuedAt;
        Nonce = nonce;
        TokenHash = tokenHash;
    }

    /// <summary>The algorithms of <c>dpop_signing_alg_values_supported</c>.</summary>
    public static IReadOnlyList<string> Algorithms { get; } = SignatureAlgorithms.OfClients;

    /// <summary>SHA-256 thumbprint of the key (<c>jkt</c>, §6.1).</summary>
    public string Thumbprint { get; }

    /// <summary><c>jti</c>.</summary>
    public string Id { get; }

    /// <summary><c>htu</c>, normalised.</summary>
    public string Address { get; }

    public DateTimeOffset IssuedAt { get; }

    public string? Nonce { get; }

    /// <summary><c>ath</c>: which access token it goes with.</summary>
    private string? TokenHash { get; }

    /// <param name="headers">Every DPoP header of the request.</param>
    /// <param name="method">Of the request.</param>
    /// <param name="addresses">Under which addresses clients may know the endpoint.</param>
    /// <param name="profile">What the client is held to.</param>
    /// <exception cref="ProtocolException">invalid_dpop_proof.</exception>
    public static DpopProof Read(IReadOnlyList<string> headers, string method, IEnumerable<string> addresses, SecurityProfile profile)
    {
        // §4.3 step 1: "There is not more than one DPoP HTTP request header field." Step 2: its value "is a single and well-formed JWT".
        if (headers is not [var header])
            throw Refuse.InvalidDpopProof("dpop.several", "There must be exactly one DPoP header.");
        if (Jws.Parse(header, LongestProof) is not { } jwt)
            throw Refuse.InvalidDpopProof("dpop.malformed", "The DPoP proof is not a well-formed JWT.");

        // Step 3: "All required claims per Section 4.2 are contained in the JWT." ath is asked for where it is required.
        var claims = jwt.Payload;
        if (claims.GetString("jti") is not { Length: > 0 and <= LongestId } id || claims.GetString("htm") is not { } htm
            || claims.GetString("htu") is not { } htu || claims.GetNumericDate("iat") is not { } issuedAt
            || (claims.Has("nonce") && claims.GetString("nonce") is null))
            throw Refuse.InvalidDpopProof("dpop.claims", "The DPoP proof lacks jti, htm, htu or iat, or one of them is malformed.");

        // Step 4: "The typ JOSE Header Parameter has the value dpop+jwt."
        if (!jwt.IsType("dpop+jwt"))
            throw Refuse.InvalidDpopProof("dpop.type", "The typ of the DPoP proof is not dpop+jwt.");

        // Step 5: alg "indicates a registered asymmetric digital signature algorithm, is not none, is supported by the application, and is acceptable per local policy".
        if (!Algorithms.Contains(jwt.Algorithm, StringComparer.Ordinal) || !profile.Allows(jwt.Algorithm))
            throw Refuse.InvalidDpopProof("dpop.algorithm", "The algorithm of the DPoP proof is not supported.");

        // Step 7 before 6: jwk "does not contain a private key". This is the one place where a key in a header counts: the proof is about the key itself.
        if (jwt.Header.GetObject("jwk") is not { } json || Jwk.TryParse(json) is not { } key)
            throw Refuse.InvalidDpopProof("dpop.key", "The DPoP proof has no usable public key.");
        if (key.IsPrivate)
            throw Refuse.InvalidDpopProof("dpop.private_key", "The DPoP proof holds a private key; make another one.");

        // Step 6: "The JWT signature verifies with the public key contained in the jwk".
        if (VerificationKey.Create(key, jwt.Algorithm) is not { } verification || !jwt.IsSignedBy(verification))
            throw Refuse.InvalidDpopProof("dpop.signature", "The signature of the DPoP proof is not made by its key.");

        // Step 8: "The htm claim matches the HTTP method of the current request."
        if (!string.Equals(htm, method, StringComparison.Ordinal))
            throw Refuse.InvalidDpopProof("dpop.method", "The DPoP proof was made for another method.");

        // Step 9: htu "matches the HTTP URI value for the HTTP request in which the JWT was received, ignoring any query and fragment parts".
        if (Normalize(htu) is not { } address || !addresses.Any(own => string.Equals(Normalize(own), address, StringComparison.Ordinal)))
            throw Refuse.InvalidDpopProof("dpop.address", "The DPoP proof was made for another address.");

        return new DpopProof(key.Thumbprint(), id, address, issuedAt, claims.GetString("nonce"), claims.GetString("ath"));
    }

    /// <summary>Step 12: "ensure that the value of the ath claim equals the hash of that access token".</summary>
    public bool IsFor(string accessToken) =>
        TokenHash is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(TokenHash), Encoding.ASCII.GetBytes(HashOf(accessToken)));

    /// <summary><c>ath</c> of an access token (§4.2).</summary>
    public static string HashOf(string accessToken) => CanonicalBase64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(accessToken)));

    /// <summary>What the memory knows it by (§11.1): the same identifier under another key, or for another address, is another proof.</summary>
    public byte[] Fingerprint() => SHA256.HashData(Encoding.UTF8.GetBytes($"{Thumbprint}\0{Id}\0{Address}"));

    // RFC 3986 §6.2.2 and §6.2.3, as RFC 9449 §4.3 recommends: case of scheme and host, dot segments, the default port.
    private static string? Normalize(string address) =>
        WebAddress.IsSpelledAsItTravels(address) && WebAddress.HasScheme(address) && Uri.TryCreate(address, UriKind.Absolute, out var parsed)
        && parsed.Scheme is "https" or "http" && parsed.UserInfo.Length == 0
            ? parsed.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
            : null;
}
