namespace PseIdentity.Protocol.Clients;

/// <summary>Which redirect URIs are a client's own (RFC 6749 §3.1.2, RFC 9700 §2.1, RFC 8252 §7.3).</summary>
public static class RedirectUris
{
    /// <summary>Simple string comparison; only a native client's loopback IP address may differ in its port.</summary>
    public static bool IsRegistered(Client client, string presented)
    {
        foreach (var registered in client.Metadata.RedirectUris)
            if (string.Equals(registered, presented, StringComparison.Ordinal)
                || (client.Metadata.ApplicationType == "native" && DiffersInLoopbackPort(registered, presented)))
                return true;
        return false;
    }

    // RFC 8252 §7.3: "The authorization server MUST allow any port to be specified at the time of the request for loopback IP redirect URIs".
    private static bool DiffersInLoopbackPort(string registered, string presented) =>
        WithoutLoopbackPort(registered) is { } a && WithoutLoopbackPort(presented) is { } b && string.Equals(a, b, StringComparison.Ordinal);

    private static string? WithoutLoopbackPort(string uri)
    {
        foreach (var prefix in (ReadOnlySpan<string>)["http://127.0.0.1", "http://[::1]"])
        {
            if (!uri.StartsWith(prefix, StringComparison.Ordinal))
                continue;
            var rest = uri.AsSpan(prefix.Length);
            if (rest.StartsWith(":"))
            {
                var digits = rest[1..].IndexOfAnyExceptInRange('0', '9');
                digits = digits < 0 ? rest.Length - 1 : digits;
                // A port has one spelling (RFC 3986 §6.2.3), which a zero before it is not.
                if (rest[1..] is ['0', ..] || !ushort.TryParse(rest.Slice(1, digits), out _))
                    return null;
                rest = rest[(1 + digits)..];
            }
            // What follows the port is a path or a query: "http://127.0.0.1.example" and "http://127.0.0.1@example" are other hosts.
            return rest.IsEmpty || rest[0] is '/' or '?' ? string.Concat(prefix, rest) : null;
        }
        return null;
    }
}
