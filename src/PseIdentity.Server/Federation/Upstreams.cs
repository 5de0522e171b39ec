using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Federation;

/// <summary>A provider upstream with the protocol that it speaks.</summary>
internal sealed record Upstream(IdentityProvider Provider, IUpstream Protocol)
{
    public string Name => Provider.Name;
}

/// <summary>The providers that people may be sent to.</summary>
internal sealed class Upstreams(IEnumerable<IUpstream> protocols, IdentityProviderStore providers)
{
    /// <summary>Null for one that is not there, is disabled, or speaks a protocol that this version does not.</summary>
    public async ValueTask<Upstream?> FindAsync(string? name, CancellationToken ct) =>
        name is { Length: > 0 and <= 200 } && await providers.FindAsync(name, ct) is { Enabled: true } provider
        && protocols.FirstOrDefault(each => each.Protocol == provider.Protocol) is { } protocol ? new Upstream(provider, protocol) : null;
}
