namespace PseIdentity.Protocol.Scopes;

/// <summary>How scopes and resources are spelled (RFC 6749 §3.3, RFC 8707 §2).</summary>
public static class ScopeGrammar
{
    /// <summary>1*( %x21 / %x23-5B / %x5D-7E )</summary>
    public static bool IsName(string name)
    {
        foreach (var c in name)
            if (c is not ('!' or (>= '#' and <= '[') or (>= ']' and <= '~')))
                return false;
        return name.Length > 0;
    }

    /// <summary>"an absolute URI … MUST NOT include a fragment component"</summary>
    public static bool IsResource(string resource) =>
        Clients.WebAddress.IsSpelledAsItTravels(resource) && Clients.WebAddress.HasScheme(resource)
        && !resource.Contains('#', StringComparison.Ordinal) && Uri.TryCreate(resource, UriKind.Absolute, out _);
}
