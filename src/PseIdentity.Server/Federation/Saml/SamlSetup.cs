using System.Text;
using PseIdentity.Server.Federation.Saml.Metadata;
using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Federation.Saml;

/// <summary>What two operators need to connect a SAML provider: our metadata for theirs, and what can be seen of theirs.</summary>
internal sealed class SamlSetup(SpMetadata own, IdpMetadataSource theirs, TimeProvider clock) : IUpstreamSetup
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    public string Protocol => "saml";

    public async Task<SetupDocument> DescribeAsync(IdentityProvider provider, CancellationToken ct) =>
        new(SpMetadata.MediaType, Encoding.UTF8.GetBytes(await own.WriteAsync(provider, ct)));

    public async Task<IReadOnlyList<SetupFinding>> ExamineAsync(IdentityProvider provider, CancellationToken ct)
    {
        IdpMetadata metadata;
        try
        {
            metadata = await theirs.ReadAsync(provider);
        }
        catch (UpstreamException refusal)
        {
            return [SetupFinding.Wrong($"Its metadata cannot be used: {refusal.Message}.")];
        }
        return [SetupFinding.Good($"Its metadata describes {metadata.EntityId}."), .. Validity(metadata), .. Keys(metadata), Logout(provider, metadata), .. Names(provider)];
    }

    private IEnumerable<SetupFinding> Validity(IdpMetadata metadata)
    {
        if (metadata.ValidUntil is not { } until)
            yield break;
        if (until <= clock.GetUtcNow())
            yield return SetupFinding.Wrong($"Its metadata was valid until {until:u}.");
        else if (until - clock.GetUtcNow() < Soon)
            yield return SetupFinding.Doubtful($"Its metadata is valid until {until:u} only.");
    }

    private IEnumerable<SetupFinding> Keys(IdpMetadata metadata)
    {
        yield return SetupFinding.Good(metadata.Keys.Count == 1 ? "It signs with one key." : $"It signs with one of {metadata.Keys.Count} keys.");
        foreach (var key in metadata.Keys.Where(key => key.ExpiresAt < clock.GetUtcNow() + Soon))
            yield return SetupFinding.Doubtful($"A certificate of it ends at {key.ExpiresAt:u}. Its key counts on; expect another one.");
    }

    private static SetupFinding Logout(IdentityProvider provider, IdpMetadata metadata) => metadata.Logout.Count > 0
        ? SetupFinding.Good("It offers single logout.")
        : provider.SignsOut
            ? SetupFinding.Doubtful("It offers no single logout: sign-out here leaves the session there.")
            : SetupFinding.Good("It offers no single logout, and none is asked for.");

    private static IEnumerable<SetupFinding> Names(IdentityProvider provider)
    {
        if (provider.Saml?.NameIdFormat == Xml.SamlNames.Transient && string.IsNullOrEmpty(provider.Saml.SubjectAttribute))
            yield return SetupFinding.Wrong("It is asked for transient names, and no attribute is set up that names people for ever.");
    }
}
