using PseIdentity.Protocol.Jose;

namespace PseIdentity.Server.SignIn.WebAuthn;

/// <summary>What the browser says it did (<c>CollectedClientData</c>, Web Authentication Level 3 §5.8.1); members that nobody knows yet are passed over.</summary>
internal sealed record ClientData(string Type, string Challenge, string Origin, bool CrossOrigin, string? TopOrigin)
{
    private const int Longest = 8192;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Null for anything but one JSON object that has every member once and of its type.</summary>
    public static ClientData? Parse(ReadOnlySpan<byte> utf8)
    {
        // "any leading byte order mark (BOM) must be stripped." NOTE: UTF-8 decode would put a replacement character for broken octets; here they are refused.
        if (utf8.StartsWith(ByteOrderMark))
            utf8 = utf8[ByteOrderMark.Length..];
        if (utf8.Length > Longest || StrictJson.TryParseObject(utf8) is not { } json)
            return null;
        if (json.GetString("type") is not { } type || json.GetString("challenge") is not { } challenge || json.GetString("origin") is not { } origin)
            return null;
        if ((json.Has("crossOrigin") && json.GetBoolean("crossOrigin") is null) || (json.Has("topOrigin") && json.GetString("topOrigin") is null))
            return null;
        return new ClientData(type, challenge, origin, json.GetBoolean("crossOrigin") ?? false, json.GetString("topOrigin"));
    }
}
