using System.Text.Json;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.Clients;

/// <summary>What a client's registered keys must be (RFC 7517, RFC 7518 §6): public, strong enough, told apart by <c>kid</c>.</summary>
internal static class JwksRules
{
    public static IEnumerable<BrokenRule> Check(JsonElement jwks)
    {
        if (jwks.ValueKind != JsonValueKind.Object || !jwks.TryGetProperty("keys", out var keys) || keys.ValueKind != JsonValueKind.Array)
        {
            yield return new BrokenRule("jwks", "jwks.shape", "A key set is an object with an array \"keys\" (RFC 7517 section 5).");
            yield break;
        }
        if (keys.GetArrayLength() > JwkSet.MostKeys)
        {
            yield return new BrokenRule("jwks.keys", "jwks.many", $"A key set holds at most {JwkSet.MostKeys} keys.");
            yield break;
        }
        if (keys.GetArrayLength() == 0)
            yield return new BrokenRule("jwks.keys", "jwks.empty", "The key set holds no key.");

        var kids = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var each in keys.EnumerateArray())
        {
            var member = $"jwks.keys[{index++}]";
            if (each.ValueKind != JsonValueKind.Object || Jwk.TryParse(each) is not { } key)
                yield return new BrokenRule(member, "jwks.key", "This is no key that can be used: RSA with 2048 to 8192 bits, EC on P-256, P-384 or P-521, or Ed25519, with all members of RFC 7518 section 6 and RFC 8037.");
            else if (key.IsPrivate)
                yield return new BrokenRule(member, "jwks.private", "Only the public part of a key belongs here; treat this key as lost and make another.");
            else if (key.KeyId is { } kid && !kids.Add(kid))
                yield return new BrokenRule($"{member}.kid", "jwks.kid", "Two keys have the same kid.");
        }
    }
}
