using PseIdentity.Protocol.AuthorizationDetails;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Http;

namespace PseIdentity.Protocol.Scopes;

/// <summary>
/// Which resources access is for (RFC 8707). A request may name several, each opened by the scopes or the authorization details that go with it;
/// a token is for one of them, and says no more than what concerns that one, or a resource could use it at another (§3).
/// </summary>
public sealed class ResourceIndicators(ScopeCatalog catalog)
{
    /// <summary>
    /// The resources that a grant will be for (§2): those named, otherwise the one that is opened anyway.
    /// </summary>
    /// <exception cref="ProtocolException">invalid_target when a named one is not opened, or when several are and none is named.</exception>
    public async ValueTask<IReadOnlyList<string>> OfRequestAsync(Parameters request, IReadOnlyList<string> scopes, CheckedDetails? details, CancellationToken ct)
    {
        var opened = await OpenedByAsync(scopes, details, ct);
        if (NamedIn(request, "resource") is not { Count: > 0 } named)
            return opened.Count <= 1 ? [.. opened] : throw Several();
        foreach (var resource in named)
            RefuseUnlessAmong(opened, resource);
        return named;
    }

    /// <summary>What one access token is for (§2.2): one of the granted resources, with the scopes and details that belong to it.</summary>
    /// <param name="request">The token request; <c>resource</c> chooses where several were granted.</param>
    /// <param name="granted">What <see cref="OfRequestAsync"/> said when it was granted; a resource that nothing opens any more is left out.</param>
    /// <exception cref="ProtocolException">invalid_target.</exception>
    public async ValueTask<TokenTarget> OfTokenAsync(
        Parameters request, IReadOnlyList<string> granted, IReadOnlyList<string> scopes, CheckedDetails? details, CancellationToken ct)
    {
        var opened = await OpenedByAsync(scopes, details, ct);
        string[] candidates = [.. granted.Where(opened.Contains)];
        switch (NamedIn(request, "resource"))
        {
            case []:
                return await TargetAsync(candidates.Length <= 1 ? candidates.FirstOrDefault() : throw Several(), scopes, details, ct);
            case [var named]:
                RefuseUnlessAmong(candidates, named);
                return await TargetAsync(named, scopes, details, ct);
            default:
                throw Several();
        }
    }

    /// <summary>
    /// What an exchanged token is for (RFC 8693 §2.1): the resource named by <c>resource</c> or <c>audience</c>, opened by what is left of the subject token;
    /// otherwise the one that the subject token was for.
    /// </summary>
    /// <param name="among">The resources that may be named beside those of the subject token; null where whatever is opened may be.</param>
    /// <exception cref="ProtocolException">invalid_target.</exception>
    public async ValueTask<TokenTarget> OfExchangeAsync(
        Parameters request, IReadOnlyList<string> subjectAudience, IReadOnlyList<string>? among, IReadOnlyList<string> scopes, CheckedDetails? details, CancellationToken ct)
    {
        var opened = await OpenedByAsync(scopes, details, ct);
        switch (NamedIn(request, "resource", "audience"))
        {
            case []:
                return await TargetAsync(subjectAudience.FirstOrDefault(opened.Contains), scopes, details, ct);
            case [var named]:
                RefuseUnlessAmong(opened, named);
                if (among is not null && !subjectAudience.Concat(among).Contains(named, StringComparer.Ordinal))
                    throw Refuse.InvalidTarget("exchange.resource", "The access that the subject_token comes from is not for this resource.");
                return await TargetAsync(named, scopes, details, ct);
            default:
                throw Several();
        }
    }

    private async ValueTask<TokenTarget> TargetAsync(string? resource, IReadOnlyList<string> scopes, CheckedDetails? details, CancellationToken ct)
    {
        if (resource is null)
            return new TokenTarget(null, scopes, details);
        var all = await catalog.AllAsync(ct);
        var known = Known(all);
        return new TokenTarget(resource,
            [.. scopes.Where(name => !all.TryGetValue(name, out var scope) || scope.Resources.Count == 0 || scope.Resources.Contains(resource, StringComparer.Ordinal))],
            // RFC 9396 §9.1: "filtered to the specific audience". A detail whose locations are none of the resources here is for whoever accepts the token.
            details?.Where(detail => detail.Locations is not { } locations || locations.Contains(resource, StringComparer.Ordinal) || !locations.Any(known.Contains)));
    }

    private async ValueTask<IReadOnlyCollection<string>> OpenedByAsync(IReadOnlyList<string> scopes, CheckedDetails? details, CancellationToken ct)
    {
        var all = await catalog.AllAsync(ct);
        var opened = new List<string>();
        foreach (var name in scopes)
            if (all.TryGetValue(name, out var scope))
                opened.AddRange(scope.Resources);
        // RFC 9396 §2.2: a detail's locations open a resource of this installation; other addresses stay what they are, text in the detail.
        if (details is not null)
        {
            var known = Known(all);
            opened.AddRange(details.Items.SelectMany(detail => detail.Locations ?? []).Where(known.Contains));
        }
        return [.. opened.Distinct(StringComparer.Ordinal)];
    }

    private static HashSet<string> Known(IReadOnlyDictionary<string, Scope> all) =>
        all.Values.SelectMany(scope => scope.Resources).ToHashSet(StringComparer.Ordinal);

    private static List<string> NamedIn(Parameters request, params string[] names) =>
        [.. request.Where(parameter => names.Contains(parameter.Key)).Select(parameter => parameter.Value).Distinct(StringComparer.Ordinal)];

    // §2: "MUST be an absolute URI … MUST NOT include a fragment component": what is opened is spelled so, and anything else is not among it.
    private static void RefuseUnlessAmong(IReadOnlyCollection<string> opened, string resource)
    {
        if (!opened.Contains(resource, StringComparer.Ordinal))
            throw Refuse.InvalidTarget("resource.not_opened", "The resource is not one that the scopes or authorization details open.");
    }

    private static ProtocolException Several() =>
        Refuse.InvalidTarget("resource.several", "There are several resources; name one with the parameter resource.");
}

/// <summary>What an access token is for.</summary>
/// <param name="Resource">Null where only the provider itself may be asked.</param>
public sealed record TokenTarget(string? Resource, IReadOnlyList<string> Scopes, CheckedDetails? Details);
