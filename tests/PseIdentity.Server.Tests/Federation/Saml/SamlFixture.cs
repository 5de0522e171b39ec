using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Server.Federation;
using PseIdentity.Server.Federation.Saml.Requests;
using PseIdentity.Storage.IdentityProviders;
using PseIdentity.Testing.Saml;

namespace PseIdentity.Server.Tests.Federation.Saml;

/// <summary>A provider that knows one company's SAML provider, and that company's provider, whose word can be broken in every way.</summary>
internal abstract class SamlFixture : ClockedFixture
{
    protected SamlIdp Idp { get; } = new();

    /// <summary>Somebody who signs as well, and whom nobody trusts.</summary>
    protected SamlIdp Stranger { get; } = new();

    protected IUpstream Upstream => Provider.Services.GetServices<IUpstream>().Single(upstream => upstream.Protocol == "saml");

    protected IdentityProvider Acme => new()
    {
        Name = "acme",
        DisplayName = "Acme",
        Protocol = "saml",
        Authority = Idp.EntityId,
        Saml = new SamlUpstream { Metadata = Idp.Metadata() },
    };

    protected string Callback => $"{IssuerName}/federation/callback/acme";

    protected string OwnEntityId => $"{IssuerName}/federation/metadata/acme";

    protected string LogoutAddress => $"{IssuerName}/federation/logout/acme";

    [OneTimeTearDown]
    public void DisposeProviders()
    {
        Idp.Dispose();
        Stranger.Dispose();
    }

    /// <summary>A valid response to a request that is under way.</summary>
    protected SamlDraft Draft() => new()
    {
        Issuer = Idp.EntityId,
        Audience = OwnEntityId,
        Recipient = Callback,
        RequestId = Messages.NewId(),
        Now = Clock.GetUtcNow(),
    };

    protected Task<UpstreamIdentity> ReturnAsync(SamlDraft draft, string response, IdentityProvider? provider = null, Func<UpstreamRequest, UpstreamRequest>? request = null, params string[] contexts)
    {
        var asked = new UpstreamRequest("state", Callback, new KeptAuthnRequest(draft.RequestId, contexts).Write(), draft.Now.AddSeconds(-10));
        var posted = new UpstreamAnswer([new("SAMLResponse", Convert.ToBase64String(Encoding.UTF8.GetBytes(response))), new("RelayState", "state")]);
        return Upstream.ReturnAsync(provider ?? Acme, request?.Invoke(asked) ?? asked, posted, CancellationToken.None);
    }

    /// <summary>The id that a response is refused with.</summary>
    protected async Task<string> RefusedAsync(SamlDraft draft, string response, IdentityProvider? provider = null, Func<UpstreamRequest, UpstreamRequest>? request = null, params string[] contexts)
    {
        try
        {
            var identity = await ReturnAsync(draft, response, provider, request, contexts);
            return $"believed: {identity.Subject}";
        }
        catch (UpstreamException refusal)
        {
            return refusal.Id;
        }
    }

    /// <summary>Our certificate, as our metadata shows it.</summary>
    protected async Task<X509Certificate2> OwnCertificateAsync() =>
        X509CertificateLoader.LoadCertificate((await Provider.Services.GetRequiredService<FederationKeys>().AllAsync(CancellationToken.None))[0].Certificate);
}
