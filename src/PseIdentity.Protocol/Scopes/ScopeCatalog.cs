using PseIdentity.Protocol.Errors;

namespace PseIdentity.Protocol.Scopes;

/// <summary>All scopes of the installation: the standard ones and its own.</summary>
public sealed class ScopeCatalog(IScopeStore store, Issuer issuer)
{
    private sealed record Snapshot(IReadOnlyList<Scope> Source, Dictionary<string, Scope> ByName);

    private Snapshot? snapshot;

    public async ValueTask<IReadOnlyDictionary<string, Scope>> AllAsync(CancellationToken ct)
    {
        var own = await store.AllAsync(ct);
        var current = snapshot;
        if (current is null || !ReferenceEquals(current.Source, own))
        {
            var byName = StandardScopes.All.Concat(own).ToDictionary(scope => scope.Name, StringComparer.Ordinal);
            snapshot = current = new Snapshot(own, byName);
        }
        return current.ByName;
    }

    /// <summary>The scope tokens of a parameter (RFC 6749 §3.3), each once.</summary>
    /// <exception cref="ProtocolException">invalid_scope when a character is outside %x21 / %x23-5B / %x5D-7E.</exception>
    public static IReadOnlyList<string> Parse(string scope)
    {
        var tokens = scope.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var token in tokens)
            if (!ScopeGrammar.IsName(token))
                throw Refuse.InvalidScope("scope.syntax", "A scope has a character that is not allowed.");
        return [.. tokens.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The audience of an access token (RFC 9068 §3): the resource, and the provider itself where userinfo may be asked.</summary>
    public IReadOnlyList<string> AudienceOf(IReadOnlyList<string> scopes, string? resource)
    {
        var userInfo = scopes.Contains(StandardScopes.OpenId, StringComparer.Ordinal);
        return resource is null ? [issuer.Value] : userInfo ? [resource, issuer.Value] : [resource];
    }
}
