using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PseIdentity.Protocol.Jose;

/// <summary>
/// A public JSON Web Key (RFC 7517, RFC 7518 §6, RFC 8037 §2) that is well formed and strong enough: RSA from 2048 to 8192 bits, a point that is
/// on P-256, P-384 or P-521, or an Ed25519 key. Private members are noticed, never kept.
/// </summary>
public sealed class Jwk
{
    internal const int SmallestModulus = 2048;
    private const int LargestModulus = 8192;
    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    private VerificationKey? verification;

    private Jwk(string keyType) => KeyType = keyType;

    /// <summary><c>kty</c>: RSA, EC or OKP.</summary>
    public string KeyType { get; }

    /// <summary><c>kid</c>.</summary>
    public string? KeyId { get; private init; }

    /// <summary><c>alg</c>: the only algorithm the key may be used with, when it says one.</summary>
    public string? Algorithm { get; private init; }

    /// <summary><c>use</c>: sig or enc.</summary>
    public string? Use { get; private init; }

    /// <summary><c>crv</c> of an EC or OKP key.</summary>
    public string? Curve { get; private init; }

    /// <summary>Whether the JSON held a private member: its owner has given away a secret (RFC 9449 §4.3 step 7 refuses such a proof).</summary>
    public bool IsPrivate { get; private init; }

    /// <summary>Whether <c>use</c> and <c>key_ops</c> (RFC 7517 §4.2, §4.3), where present, allow verifying signatures.</summary>
    internal bool MayVerify { get; private init; } = true;

    /// <summary>Whether <c>use</c> and <c>key_ops</c>, where present, allow encrypting to it, directly or by way of a content encryption key.</summary>
    internal bool MayEncrypt { get; private init; } = true;

    /// <summary>The one made last by <see cref="VerificationKey.Create"/>: importing a key costs more than verifying with it.</summary>
    internal VerificationKey? Verification
    {
        get => Volatile.Read(ref verification);
        set => Volatile.Write(ref verification, value);
    }

    private byte[] Modulus { get; init; } = [];
    private byte[] Exponent { get; init; } = [];
    private byte[] X { get; init; } = [];
    private byte[] Y { get; init; } = [];

    /// <summary>Reads a key; null when its type is not known here or anything about it is not as specified.</summary>
    /// <param name="json">An object from <see cref="StrictJson"/>, which has refused duplicate members.</param>
    public static Jwk? TryParse(JsonElement json)
    {
        if (!StringOrAbsent(json, "kid") || !StringOrAbsent(json, "alg") || !StringOrAbsent(json, "use"))
            return null;
        if (json.Has("key_ops") && json.GetStrings("key_ops") is null)
            return null;

        return json.GetString("kty") switch
        {
            "RSA" => TryParseRsa(json),
            "EC" => TryParseEllipticCurve(json),
            "OKP" => TryParseOctetKeyPair(json),
            _ => null,
        };
    }

    /// <summary>The public half of an RSA key of ours.</summary>
    internal static Jwk Of(RSAParameters key, string algorithm, string? keyId = null, string use = "sig") => new("RSA")
    {
        KeyId = keyId,
        Algorithm = algorithm,
        Use = use,
        Modulus = key.Modulus ?? [],
        Exponent = key.Exponent ?? [],
    };

    /// <summary>The public half of an EC key of ours.</summary>
    internal static Jwk Of(ECParameters key, string curve, string algorithm, string? keyId = null, string use = "sig") => new("EC")
    {
        KeyId = keyId,
        Algorithm = algorithm,
        Use = use,
        Curve = curve,
        X = key.Q.X ?? [],
        Y = key.Q.Y ?? [],
    };

    /// <summary>The public half of an Ed25519 signing key (RFC 8037 §2).</summary>
    internal static Jwk OfEd25519(byte[] x, string algorithm, string? keyId = null) => new("OKP")
    {
        KeyId = keyId,
        Algorithm = algorithm,
        Use = "sig",
        Curve = "Ed25519",
        X = x,
    };

    /// <summary><c>epk</c> (RFC 7518 §4.6.1.1): the point and nothing else.</summary>
    internal static Jwk Ephemeral(ECParameters key, string curve) => new("EC") { Curve = curve, X = key.Q.X ?? [], Y = key.Q.Y ?? [] };

    /// <summary>Writes the key as an object: its public members, <c>use</c>, <c>kid</c> and <c>alg</c>, nothing else it came with.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("kty"u8, KeyType);
        if (Use is not null)
            writer.WriteString("use"u8, Use);
        if (KeyId is not null)
            writer.WriteString("kid"u8, KeyId);
        if (Algorithm is not null)
            writer.WriteString("alg"u8, Algorithm);
        foreach (var (name, value) in PublicMembers())
            writer.WriteString(name, value);
        writer.WriteEndObject();
    }

    /// <summary>The SHA-256 thumbprint (RFC 7638 §3; RFC 8037 §2 for OKP), base64url, 43 characters.</summary>
    public string Thumbprint()
    {
        // §3.3: the required members alone, in lexicographic order, no white space. None of their values needs escaping.
        var members = PublicMembers().Append(("kty", KeyType)).OrderBy(member => member.Item1, StringComparer.Ordinal);
        var text = "{" + string.Join(',', members.Select(member => $"\"{member.Item1}\":\"{member.Item2}\"")) + "}";
        return CanonicalBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(text)));
    }

    internal RSAParameters ToRsaParameters() => new() { Modulus = Modulus, Exponent = Exponent };

    internal ECParameters ToEcParameters() => new()
    {
        Curve = (EllipticCurve.Find(Curve) ?? throw new InvalidOperationException($"{Curve} is not a curve for ECDSA.")).Curve,
        Q = new ECPoint { X = X, Y = Y },
    };

    internal ReadOnlySpan<byte> ToEd25519PublicKey() => X;

    private IEnumerable<(string Name, string Value)> PublicMembers() => KeyType switch
    {
        "RSA" => [("n", CanonicalBase64Url.Encode(Modulus)), ("e", CanonicalBase64Url.Encode(Exponent))],
        "EC" => [("crv", Curve ?? ""), ("x", CanonicalBase64Url.Encode(X)), ("y", CanonicalBase64Url.Encode(Y))],
        _ => [("crv", Curve ?? ""), ("x", CanonicalBase64Url.Encode(X))],
    };

    private static Jwk? TryParseRsa(JsonElement json)
    {
        if (Bytes(json, "n") is not [not 0, ..] modulus || Bytes(json, "e") is not [not 0, ..] exponent)
            return null; // RFC 7518 §2, Base64urlUInt: "the minimum number of octets"

        var bits = (modulus.Length * 8) - byte.LeadingZeroCount(modulus[0]);
        if (bits is < SmallestModulus or > LargestModulus || (modulus[^1] & 1) == 0 || WeakPrimes.Made(modulus))
            return null;

        // An exponent of 1 signs nothing; a long one only makes verification expensive.
        if (exponent.Length > 4 || (exponent[^1] & 1) == 0 || exponent is [1])
            return null;

        return Described(json, new Jwk("RSA") { Modulus = modulus, Exponent = exponent });
    }

    private static Jwk? TryParseEllipticCurve(JsonElement json)
    {
        if (EllipticCurve.Find(json.GetString("crv")) is not { } curve || Bytes(json, "x") is not { } x || Bytes(json, "y") is not { } y)
            return null;

        return curve.Contains(x, y) ? Described(json, new Jwk("EC") { Curve = curve.Name, X = x, Y = y }) : null;
    }

    private static Jwk? TryParseOctetKeyPair(JsonElement json) =>
        json.GetString("crv") == "Ed25519" && Bytes(json, "x") is { Length: 32 } x
            ? Described(json, new Jwk("OKP") { Curve = "Ed25519", X = x })
            : null;

    private static Jwk Described(JsonElement json, Jwk key) => new(key.KeyType)
    {
        KeyId = json.GetString("kid"),
        Algorithm = json.GetString("alg"),
        Use = json.GetString("use"),
        MayEncrypt = json.GetString("use") is null or "enc" && json.GetStrings("key_ops")?.All(IsForEncryption) != false,
        MayVerify = json.GetString("use") is null or "sig" && json.GetStrings("key_ops")?.Contains("verify") != false,
        IsPrivate = PrivateMembers.Any(name => json.Has(name)),
        Curve = key.Curve,
        Modulus = key.Modulus,
        Exponent = key.Exponent,
        X = key.X,
        Y = key.Y,
    };

    // RFC 7517 §4.3. A public key for agreement has no operation of its own: an empty list suits, and some write deriveKey or deriveBits on it all the same.
    private static bool IsForEncryption(string operation) => operation is "encrypt" or "wrapKey" or "deriveKey" or "deriveBits";

    private static bool StringOrAbsent(JsonElement json, string name) => json.GetString(name) is not null || !json.Has(name);

    private static byte[]? Bytes(JsonElement json, string name) =>
        json.GetString(name) is { } text && CanonicalBase64Url.TryDecode(text, out var bytes) ? bytes : null;
}
