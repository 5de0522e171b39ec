using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using PseIdentity.Protocol.Replays;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Server.Federation.Saml.Metadata;
using PseIdentity.Server.Federation.Saml.Requests;
using PseIdentity.Server.Federation.Saml.Responses;
using PseIdentity.Server.Federation.Saml.Signatures;
using PseIdentity.Server.Federation.Saml.Xml;
using PseIdentity.Storage.Federation;
using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Federation.Saml;

/// <summary>Sign-in at a SAML 2.0 identity provider: the Web Browser SSO Profile (SAML Profiles §4.1), started here, answered by POST.</summary>
internal sealed class Saml2Upstream(
    IdpMetadataSource metadata, FederationKeys keys, SamlAddresses addresses, SamlLogout logout, IReplayStore replays, TimeProvider clock) : IUpstream
{
    private const string Purpose = "saml-assertion";
    private static readonly TimeSpan LongestMemory = TimeSpan.FromDays(1);

    public string Protocol => "saml";

    public async Task<Departure> LeaveAsync(IdentityProvider provider, UpstreamAsk ask, CancellationToken ct)
    {
        var idp = await metadata.FindAsync(provider, ct);
        var (endpoint, key) = (Choose(idp.SignOn, provider), (await keys.AllAsync(ct))[0]);
        var kept = new KeptAuthnRequest(Messages.NewId(), [.. ask.AcrValues.Where(IsContextClass)]);

        // SAML has no max_age: whoever asks for freshness gets a new sign-in (Core §3.4.1 ForceAuthn).
        var request = Messages.AuthnRequest(kept.Id, clock.GetUtcNow(), endpoint.Location, addresses.EntityId(provider), ask.CallbackUri,
            ask.ForceLogin || ask.MaxAge is not null, provider.Saml?.NameIdFormat, kept.Contexts);
        return endpoint.Binding == SamlNames.PostBinding
            ? new Departure(endpoint.Location, PostBinding.Form("SAMLRequest", XmlSigner.Sign(request, key), ask.State), kept.Write())
            : new Departure(RedirectBinding.Address(endpoint.Location, "SAMLRequest", request.ToString(SaveOptions.DisableFormatting), ask.State, key), null, kept.Write());
    }

    public async Task<UpstreamIdentity> ReturnAsync(IdentityProvider provider, UpstreamRequest request, UpstreamAnswer answer, CancellationToken ct)
    {
        // Profiles §4.1.2: "the HTTP Redirect binding MUST NOT be used" for a response.
        if (answer.Query is not null)
            throw SamlRefuse.Malformed("a response comes by POST");
        var kept = KeptAuthnRequest.Read(request.Kept);
        var expected = new Expected(provider.Authority, addresses.EntityId(provider), request.CallbackUri, kept.Id, clock.GetUtcNow());

        var read = await ReadAsync(provider, PostBinding.Read(answer, "SAMLResponse"), ct);
        EnvelopeCheck.Check(read, expected);
        var assertion = AssertionCheck.Check(read.Assertion, expected);
        Fresh(assertion, request, kept);
        var identity = SamlIdentity.Of(assertion, provider, expected.Audience);

        // Profiles §4.1.4.5: "bearer assertions are not replayed, by maintaining the set of used ID values". It comes last, so that a guess uses nothing up;
        // the request itself was used up before, so the memory need not outlast a clock that is far ahead.
        var until = assertion.NotOnOrAfter + Expected.Skew;
        var longest = expected.Now + LongestMemory;
        var id = SHA256.HashData(Encoding.UTF8.GetBytes($"{provider.Name}\n{assertion.Id}"));
        if (!await replays.TryUseAsync(Purpose, id, until < longest ? until : longest, CancellationToken.None))
            throw SamlRefuse.Replayed("the assertion was used before");
        return identity;
    }

    public Task<Departure?> SignOutAsync(IdentityProvider provider, UpstreamSession session, string state, CancellationToken ct) =>
        logout.AskAsync(provider, session, state, ct);

    public Task<UpstreamLogout> ReadLogoutAsync(IdentityProvider provider, UpstreamAnswer message, CancellationToken ct) =>
        logout.ReadAsync(provider, message, ct);

    // A provider that has just changed its key says so in its metadata: worth one more look.
    private async Task<ReadResponse> ReadAsync(IdentityProvider provider, byte[] message, CancellationToken ct)
    {
        using var own = new OwnKeys(await keys.AllAsync(ct));
        ReadResponse Read(IdpMetadata idp) => new ResponseReader(idp.Keys, own.All, provider.Saml?.RequiresEncryption == true).Read(message);
        try
        {
            return Read(await metadata.FindAsync(provider, ct));
        }
        catch (UpstreamException refusal) when (SamlRefuse.IsSignature(refusal))
        {
            if (await metadata.FindAgainAsync(provider, ct) is { } newer)
                return Read(newer);
            throw;
        }
    }

    private static void Fresh(SamlAssertion assertion, UpstreamRequest request, KeptAuthnRequest kept)
    {
        // Core §3.4.1: with ForceAuthn the provider "MUST authenticate the presenter directly rather than rely on a previous security context".
        if (request.ForceLogin && assertion.AuthnInstant < request.LeftAt - Expected.Skew)
            throw SamlRefuse.Authentication("the person was to sign in anew, and did not");
        if (request.MaxAge is { } seconds && (request.LeftAt - assertion.AuthnInstant - Expected.Skew).TotalSeconds > seconds)
            throw SamlRefuse.Authentication("the person signed in too long ago");

        // Core §3.3.2.2.1: with "exact" the context "MUST be the exact match of at least one" of those that were asked for.
        if (kept.Contexts.Count > 0 && !kept.Contexts.Contains(assertion.ContextClass, StringComparer.Ordinal))
            throw SamlRefuse.Authentication("the person signed in in another way than was asked for");
    }

    // Our own names for levels mean nothing to others, who would refuse the whole request.
    private static bool IsContextClass(string value) => Uri.IsWellFormedUriString(value, UriKind.Absolute) && !AuthenticationLevels.All.Contains(value);

    private static SamlEndpoint Choose(IReadOnlyList<SamlEndpoint> endpoints, IdentityProvider provider)
    {
        var wanted = provider.Saml?.Binding == "post" ? SamlNames.PostBinding : SamlNames.RedirectBinding;
        return endpoints.FirstOrDefault(endpoint => endpoint.Binding == wanted) ?? endpoints[0];
    }
}
