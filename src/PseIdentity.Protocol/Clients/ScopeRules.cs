using PseIdentity.Protocol.Scopes;

namespace PseIdentity.Protocol.Clients;

/// <summary>How the scopes and resources of a client are spelled (RFC 6749 §3.3, RFC 8707 §2). Whether they exist, the caller knows.</summary>
internal static class ScopeRules
{
    public static IEnumerable<BrokenRule> Check(ClientMetadata client)
    {
        if (client.Scope is { } scope)
            foreach (var name in scope.Split(' '))
                if (!ScopeGrammar.IsName(name))
                    yield return new("scope", "scope.grammar", name.Length == 0
                        ? "Scopes are separated by one space each."
                        : $"'{name}' is not a scope: quotes, backslashes and characters outside ASCII are not allowed (RFC 6749 section 3.3).");

        // RFC 8707 §2: "an absolute URI … MUST NOT include a fragment component."
        for (var i = 0; i < client.Resources.Count; i++)
            if (!ScopeGrammar.IsResource(client.Resources[i]))
                yield return new($"resources[{i}]", "resource.absolute", "A resource is an absolute URI without a fragment.");
    }
}
