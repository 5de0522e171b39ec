using System.Text.Json.Serialization;

namespace PseIdentity.Protocol.Grants;

/// <summary>
/// What a person allowed a client, until the client comes for its tokens: inside a code, or kept for a device or a decoupled sign-in.
/// Names are short because a code travels in a URL.
/// </summary>
public record ApprovedAccess
{
    /// <summary>The id that the grant will have; its INSERT lets the access be redeemed once.</summary>
    [JsonPropertyName("g")] public required Guid GrantId { get; init; }
    [JsonPropertyName("c")] public required string ClientId { get; init; }

    /// <summary>When the person's approval was recorded; a consent withdrawn since then closes the gate.</summary>
    [JsonPropertyName("i")] public required long IssuedAtMilliseconds { get; init; }
    [JsonPropertyName("u")] public Guid UserId { get; init; }
    [JsonPropertyName("b")] public string Subject { get; init; } = "";
    [JsonPropertyName("m")] public int UserStamp { get; init; }
    [JsonPropertyName("e")] public Guid SessionId { get; init; }
    [JsonPropertyName("d")] public string Sid { get; init; } = "";
    [JsonPropertyName("n")] public string? Nonce { get; init; }

    /// <summary>Space-separated.</summary>
    [JsonPropertyName("s")] public string Scope { get; init; } = "";

    /// <summary>True when the client asked for other scopes than it got.</summary>
    [JsonPropertyName("x")] public bool ScopesDiffer { get; init; }

    /// <summary>Space-separated: the resources that access tokens may be for (RFC 8707 §2).</summary>
    [JsonPropertyName("a")] public string Resource { get; init; } = "";

    /// <summary>JSON array as approved (RFC 9396 §7), or null.</summary>
    [JsonPropertyName("o")] public string? AuthorizationDetails { get; init; }

    /// <summary>JSON object of the <c>claims</c> parameter (OpenID Connect Core §5.5), or null.</summary>
    [JsonPropertyName("q")] public string? Claims { get; init; }
    [JsonPropertyName("t")] public long AuthTimeMilliseconds { get; init; }
    [JsonPropertyName("l")] public string Acr { get; init; } = "";

    /// <summary>Space-separated.</summary>
    [JsonPropertyName("f")] public string Amr { get; init; } = "";

    [JsonIgnore] public DateTimeOffset IssuedAt => DateTimeOffset.FromUnixTimeMilliseconds(IssuedAtMilliseconds);

    [JsonIgnore] public DateTimeOffset AuthTime => DateTimeOffset.FromUnixTimeMilliseconds(AuthTimeMilliseconds);

    [JsonIgnore] public IReadOnlyList<string> Scopes => Words(Scope);

    [JsonIgnore] public IReadOnlyList<string> Resources => Words(Resource);

    [JsonIgnore] public IReadOnlyList<string> Methods => Words(Amr);

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
