using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Grants;
using PseIdentity.Protocol.Scopes;

namespace PseIdentity.Protocol.Registration;

/// <summary>Turns what a stranger asks to be into what it may be: its policy's limits, then the rules that hold for every client.</summary>
internal sealed class RegistrationLimits(ClientMetadataRules rules, ScopeCatalog catalog, IOptions<RegistrationOptions> options)
{
    // CIBA sends mail to whomever the client names, and token exchange acts for somebody: an operator gives these to clients that it knows.
    private static readonly string[] OpenToStrangers = ["authorization_code", "refresh_token", "implicit", "client_credentials", DeviceCodeGrant.Name];

    /// <exception cref="ProtocolException">invalid_client_metadata or invalid_redirect_uri (RFC 7591 §3.2.2).</exception>
    public async ValueTask<ClientMetadata> ApplyAsync(ClientMetadata asked, RegistrationPolicy policy, string? secret, CancellationToken ct)
    {
        RefuseGrantsBeyond(asked, policy);
        RefuseBeyond(asked, policy.Allow);
        var metadata = asked with { Scope = await ScopeAsync(asked, policy, ct) };
        if (rules.Check(metadata, secret) is { Count: > 0 } broken)
            throw RefusalOf(broken);
        return metadata;
    }

    /// <summary>All of what is wrong, under the error code of the first.</summary>
    private static ProtocolException RefusalOf(IReadOnlyList<BrokenRule> broken)
    {
        var description = Refuse.Printable(string.Join(' ', broken.Select(rule => $"{rule.Member}: {rule.Sentence}")));
        return broken[0].ErrorCode == "invalid_redirect_uri"
            ? Refuse.InvalidRedirectUri("registration." + broken[0].Rule, description)
            : Refuse.InvalidClientMetadata("registration." + broken[0].Rule, description);
    }

    private static void RefuseGrantsBeyond(ClientMetadata asked, RegistrationPolicy policy)
    {
        // What is forced the operator wrote.
        if (policy.Force is { } force && force.TryGetProperty("grant_types", out _))
            return;
        var allowed = policy.Allow?.GrantTypes ?? OpenToStrangers;
        if (asked.GrantTypes.Any(grant => !allowed.Contains(grant, StringComparer.Ordinal)))
            throw Refuse.InvalidClientMetadata("registration.policy_grant_types", "grant_types: one of them is not allowed to clients that register here.");
    }

    private static void RefuseBeyond(ClientMetadata asked, AllowedMetadata? allow)
    {
        if (allow?.TokenEndpointAuthMethods is { } methods && !methods.Contains(asked.TokenEndpointAuthMethod, StringComparer.Ordinal))
            throw Refuse.InvalidClientMetadata("registration.policy_auth_method", "token_endpoint_auth_method: it is not allowed to clients that register here.");
        if (allow?.RedirectUriHosts is not { } hosts)
            return;
        if (!asked.RedirectUris.All(uri => IsOn(uri, hosts)))
            throw Refuse.InvalidRedirectUri("registration.policy_redirect_uri", "redirect_uris: the host of one of them is not allowed to clients that register here.");
        if (!asked.PostLogoutRedirectUris.All(uri => IsOn(uri, hosts)))
            throw Refuse.InvalidClientMetadata("registration.policy_post_logout", "post_logout_redirect_uris: the host of one of them is not allowed to clients that register here.");
    }

    // With https only does a host say who answers there: com.example.app://host is whatever application took the scheme.
    private static bool IsOn(string uri, IReadOnlyList<string> hosts) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.Scheme == Uri.UriSchemeHttps && hosts.Contains(parsed.Host, StringComparer.OrdinalIgnoreCase);

    // RFC 7591 §2: without scope "an authorization server MAY register a client with a default set of scopes"; §3.2.1: what is too much may be replaced.
    private async ValueTask<string?> ScopeAsync(ClientMetadata asked, RegistrationPolicy policy, CancellationToken ct)
    {
        if (policy.Force is { } force && force.TryGetProperty("scope", out _))
            return asked.Scope;
        var allowed = Words(policy.Allow?.Scope ?? options.Value.Scope);
        var known = await catalog.AllAsync(ct);
        var granted = (asked.Scope is { } scope ? Words(scope) : allowed)
            .Where(name => allowed.Contains(name, StringComparer.Ordinal) && known.ContainsKey(name)).Distinct(StringComparer.Ordinal).ToList();
        if (granted.Count == 0 && !string.IsNullOrWhiteSpace(asked.Scope))
            throw Refuse.InvalidClientMetadata("registration.scope", "scope: none of these is allowed to clients that register here.");
        return granted.Count == 0 ? null : string.Join(' ', granted);
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
