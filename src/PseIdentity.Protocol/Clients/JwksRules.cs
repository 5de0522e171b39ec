using System.Buffers.Text;
using System.Text.Json;

namespace PseIdentity.Protocol.Clients;

/// <summary>What a client's registered keys must be (RFC 7517, RFC 7518 §6): public, strong enough, told apart by <c>kid</c>.</summary>
internal static class JwksRules
{
    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    public static IEnumerable<BrokenRule> Check(JsonElement jwks)
    {
        if (jwks.ValueKind != JsonValueKind.Object || !jwks.TryGetProperty("keys", out var keys) || keys.ValueKind != JsonValueKind.Array)
        {
            yield return new BrokenRule("jwks", "jwks.shape", "A key set is an object with an array \"keys\" (RFC 7517 section 5).");
            yield break;
        }
        if (keys.GetArrayLength() == 0)
            yield return new BrokenRule("jwks.keys", "jwks.empty", "The key set holds no key.");

        var kids = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var key in keys.EnumerateArray())
        {
            var member = $"jwks.keys[{index++}]";
            if (key.ValueKind != JsonValueKind.Object)
                yield return new BrokenRule(member, "jwks.shape", "A key is an object.");
            else if (PrivateMembers.FirstOrDefault(name => key.TryGetProperty(name, out _)) is { } secret)
                yield return new BrokenRule($"{member}.{secret}", "jwks.private", "Only the public part of a key belongs here; treat this key as lost and make another.");
            else if (Weakness(key) is { } sentence)
                yield return new BrokenRule(member, "jwks.key", sentence);
            else if (Text(key, "kid") is { } kid && !kids.Add(kid))
                yield return new BrokenRule($"{member}.kid", "jwks.kid", "Two keys have the same kid.");
        }
    }

    private static string? Weakness(JsonElement key) => Text(key, "kty") switch
    {
        "RSA" when Bytes(key, "n") is { } modulus && Bytes(key, "e") is { Length: > 0 } =>
            modulus.AsSpan().TrimStart((byte)0).Length < 256 ? "An RSA key has at least 2048 bits (RFC 7518 section 3.3)." : null,
        "RSA" => "An RSA key has the members n and e, base64url.",
        "EC" when Text(key, "crv") is not "P-256" => "An elliptic curve key is on P-256.",
        "EC" when Bytes(key, "x") is not { Length: 32 } || Bytes(key, "y") is not { Length: 32 } => "A P-256 key has the members x and y of 32 bytes, base64url.",
        "EC" => null,
        _ => "A key has the member kty, RSA or EC.",
    };

    private static string? Text(JsonElement key, string name) =>
        key.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[]? Bytes(JsonElement key, string name)
    {
        if (Text(key, name) is not { } text)
            return null;
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return Base64Url.TryDecodeFromChars(text, bytes, out var written) ? bytes[..written] : null;
    }
}
