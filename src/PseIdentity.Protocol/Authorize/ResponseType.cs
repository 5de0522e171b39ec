namespace PseIdentity.Protocol.Authorize;

/// <summary>What a client asks the authorization endpoint for (RFC 6749 §3.1.1, OAuth 2.0 Multiple Response Types §3 and §5).</summary>
public sealed record ResponseType(string Name, bool HasCode, bool HasIdToken, bool HasToken)
{
    public static ResponseType Code { get; } = new("code", true, false, false);

    /// <summary>OpenID Connect Core §3.2 and §3.3. Never <c>token</c> alone, which nothing binds to the client (RFC 9700 §2.1.2).</summary>
    public static IReadOnlyList<ResponseType> InFront { get; } =
    [
        new("id_token", false, true, false),
        new("id_token token", false, true, true),
        new("code id_token", true, true, false),
        new("code token", true, false, true),
        new("code id_token token", true, true, true),
    ];

    /// <summary>True when a token leaves by the front channel, where a URL's query must not carry it.</summary>
    public bool LeavesInFront => HasIdToken || HasToken;

    /// <summary>Multiple Response Types §5: where the answer stands unless <c>response_mode</c> says so.</summary>
    public string DefaultMode => LeavesInFront ? "fragment" : "query";

    /// <summary>Whether both are of the same values: "the order of values does not matter" (RFC 6749 §3.1.1).</summary>
    public bool Is(string name)
    {
        var mine = Name.Split(' ');
        var others = name.Split(' ');
        return mine.Length == others.Length && mine.All(value => others.Contains(value, StringComparer.Ordinal));
    }
}
