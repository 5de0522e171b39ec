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

    /// <summary>
    /// The one resource that the scopes open, or null. Tokens for several resources at once would let one of them use the token at another (RFC 8707 §3).
    /// </summary>
    /// <exception cref="ProtocolException">invalid_target.</exception>
    public async ValueTask<string?> ResourceOfAsync(IEnumerable<string> scopes, CancellationToken ct)
    {
        var all = await AllAsync(ct);
        string? resource = null;
        foreach (var name in scopes)
            if (all.TryGetValue(name, out var scope))
                foreach (var candidate in scope.Resources)
                    if (resource is null)
                        resource = candidate;
                    else if (!string.Equals(resource, candidate, StringComparison.Ordinal))
                        throw Refuse.InvalidTarget("scope.several_resources", "The scopes belong to several resources; ask for one at a time.");
        return resource;
    }

    /// <summary>True when one of the scopes opens this resource today.</summary>
    public async ValueTask<bool> OpensAsync(IEnumerable<string> scopes, string? resource, CancellationToken ct)
    {
        if (resource is null)
            return false;
        var all = await AllAsync(ct);
        return scopes.Any(name => all.TryGetValue(name, out var scope) && scope.Resources.Contains(resource, StringComparer.Ordinal));
    }

    /// <summary>
    /// <c>resource</c> (RFC 8707 §2) may name the resource that the scopes open; a token for any other must not be promised by silence.
    /// </summary>
    /// <exception cref="ProtocolException">invalid_target.</exception>
    public static void RefuseOtherResource(Http.Parameters parameters, string? resource)
    {
        foreach (var (name, value) in parameters)
            if (name == "resource" && !string.Equals(value, resource, StringComparison.Ordinal))
                throw Refuse.InvalidTarget("scope.other_resource", "The resource is not the one that the scopes open.");
    }

    /// <summary>The audience of an access token (RFC 9068 §3): the resource, and the provider itself where userinfo may be asked.</summary>
    public IReadOnlyList<string> AudienceOf(IReadOnlyList<string> scopes, string? resource)
    {
        var userInfo = scopes.Contains(StandardScopes.OpenId, StringComparer.Ordinal);
        return resource is null ? [issuer.Value] : userInfo ? [resource, issuer.Value] : [resource];
    }
}
