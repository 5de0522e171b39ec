using System.Text.Json;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Scopes;
using PseIdentity.Protocol.Users;

namespace PseIdentity.Protocol.Claims;

/// <summary>
/// Which claims a client may be told when it asks for them one by one (OpenID Connect Core §5.5): those that some scope holds which it may ask for.
/// All others are as if they did not exist here. The person consents to each that no granted scope covers.
/// </summary>
public sealed class ClaimRelease(ScopeCatalog catalog, IUserDirectory people)
{
    // What the protocol itself says about a sign-in, and what a person's record must never say in its place (§2, RFC 7519 §4.1).
    private static readonly HashSet<string> AboutTheSignIn = new(["sub", "acr", "amr", "auth_time"], StringComparer.Ordinal);
    private static readonly HashSet<string> AboutTheToken = new(
        ["iss", "aud", "exp", "iat", "nbf", "jti", "nonce", "azp", "at_hash", "c_hash", "s_hash", "sid", "act", "may_act", "cnf", "client_id", "scope", "authorization_details"],
        StringComparer.Ordinal);

    /// <summary>The claims of the parameter that this client may have.</summary>
    public async ValueTask<RequestedClaims?> AllowedAsync(RequestedClaims? asked, Client client, CancellationToken ct)
    {
        if (asked is null)
            return null;
        var reachable = await ClaimsOfAsync(client.Scopes, ct);
        return asked.Where(name => AboutTheSignIn.Contains(name) || (reachable.Contains(name) && !AboutTheToken.Contains(name)));
    }

    /// <summary>Those about the person that no granted scope covers, in order.</summary>
    public async ValueTask<IReadOnlyList<string>> BeyondAsync(RequestedClaims? allowed, IEnumerable<string> scopes, CancellationToken ct)
    {
        if (allowed is null)
            return [];
        var covered = await ClaimsOfAsync(scopes, ct);
        return [.. allowed.UserInfo.Keys.Union(allowed.IdToken.Keys, StringComparer.Ordinal)
            .Where(name => !covered.Contains(name) && !AboutTheSignIn.Contains(name)).Order(StringComparer.Ordinal)];
    }

    /// <summary>What an ID token says about the person beside the sign-in (§5.5), from what was kept with the approval.</summary>
    public async ValueTask<IReadOnlyList<KeyValuePair<string, JsonElement>>> OfIdTokenAsync(string? kept, Guid userId, Client client, CancellationToken ct)
    {
        if (await AllowedAsync(RequestedClaims.TryParse(kept), client, ct) is not { } allowed || !allowed.IdToken.Keys.Any(name => !AboutTheSignIn.Contains(name)))
            return [];
        return await people.FindActiveAsync(userId, ct) is { } person ? [.. Of(person, allowed.IdToken)] : [];
    }

    /// <summary>The asked claims that the person has, with a value that was asked for.</summary>
    public static IEnumerable<KeyValuePair<string, JsonElement>> Of(UserRecord person, IReadOnlyDictionary<string, RequestedClaim> asked) =>
        person.Claims.EnumerateObject()
            .Where(claim => !AboutTheSignIn.Contains(claim.Name) && claim.Value.ValueKind != JsonValueKind.Null
                && asked.TryGetValue(claim.Name, out var how) && how.Accepts(claim.Value))
            .Select(claim => KeyValuePair.Create(claim.Name, claim.Value));

    private async ValueTask<HashSet<string>> ClaimsOfAsync(IEnumerable<string> scopes, CancellationToken ct)
    {
        var known = await catalog.AllAsync(ct);
        return scopes.Select(name => known.GetValueOrDefault(name)).OfType<Scope>().SelectMany(scope => scope.Claims).ToHashSet(StringComparer.Ordinal);
    }
}
