using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Server.Federation;
using PseIdentity.Server.Federation.Saml.Metadata;
using PseIdentity.Storage.IdentityProviders;
using PseIdentity.Testing.Saml;

namespace PseIdentity.Server.Tests.Federation.Saml;

/// <summary>A provider's metadata: what is read out of it, and how it changes while we run.</summary>
internal sealed class MetadataTests : SamlFixture
{
    private readonly WebDocuments site = new();

    protected override ProviderSetup Setup => base.Setup with
    {
        Settings = new Dictionary<string, string>(base.Setup.Settings) { ["Network:AllowedHosts:0"] = "127.0.0.1" },
    };

    private string Id => Idp.EntityId;

    [OneTimeTearDown]
    public async Task StopSite() => await site.DisposeAsync();

    [Test, Category("SAML Metadata §2.4.3")]
    public void A_provider_is_found_among_others()
    {
        var text = $"""<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" validUntil="2030-01-01T00:00:00Z"><md:EntityDescriptor entityID="https://other.example"/>{Body(Idp.Metadata())}</md:EntitiesDescriptor>""";

        var read = Read(text);

        Assert.That(read.Keys, Has.Count.EqualTo(1));
        Assert.That(read.SignOn.Select(endpoint => endpoint.Location), Is.EqualTo(new[] { Idp.SignOn, Idp.SignOn + "/post" }));
        Assert.That(read.Logout[0].ResponseLocation, Is.EqualTo(Idp.Logout + "/done"));
        Assert.That(read.ValidUntil, Is.EqualTo(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero)));
    }

    [Test]
    public void What_does_not_describe_the_provider_is_refused()
    {
        using var weak = SamlIdp.NewCertificate(1024);
        Assert.Multiple(() =>
        {
            Refused(Idp.Metadata().Replace($"entityID=\"{Id}\"", "entityID=\"https://other.example\""), "federation.misconfigured");
            Refused(Idp.Metadata().Replace(SamlDraft.Protocol, "urn:oasis:names:tc:SAML:1.1:protocol"), "federation.misconfigured");
            Refused(Idp.Metadata().Replace("IDPSSODescriptor", "SPSSODescriptor"), "federation.misconfigured");
            Refused(Idp.Metadata().Replace("use=\"signing\"", "use=\"encryption\""), "federation.misconfigured");
            Refused(Idp.Metadata(weak), "federation.misconfigured");
            Refused(Idp.Metadata().Replace("bindings:HTTP-", "bindings:SOAP-"), "federation.misconfigured");
            Refused(Idp.Metadata().Replace(Idp.SignOn, "javascript:alert(1)"), "federation.misconfigured");
            Refused("<!DOCTYPE x [<!ENTITY a \"b\">]>" + Body(Idp.Metadata()), "federation.answer_malformed");
            Refused("<html/>", "federation.misconfigured");
        });
    }

    [Test, Category("SAML Metadata §2.3.2")]
    public async Task Metadata_past_its_time_is_not_used()
    {
        var draft = Draft();
        var stale = Acme with { Saml = Acme.Saml! with { Metadata = Idp.Metadata().Replace("entityID=", $"validUntil=\"{draft.At(-1)}\" entityID=") } };

        Assert.That(await RefusedAsync(draft, Idp.SignAssertion(draft), stale), Is.EqualTo("federation.misconfigured"));
    }

    [Test]
    public async Task A_certificate_past_its_time_is_a_key_all_the_same()
    {
        using var old = SamlIdp.NewCertificate(until: DateTimeOffset.UtcNow.AddYears(-1));
        var draft = Draft();
        var provider = Acme with { Saml = Acme.Saml! with { Metadata = Idp.Metadata(old) } };

        Assert.That(await RefusedAsync(draft, Idp.SignAssertion(draft, new SamlSigning { Certificate = old }), provider), Does.StartWith("believed"));
    }

    [Test]
    public async Task A_key_counts_from_the_moment_it_is_in_the_metadata_until_it_is_gone()
    {
        using var next = SamlIdp.NewCertificate();
        var provider = Acme with { Saml = new SamlUpstream { MetadataUrl = site.Url("/idp.xml") } };
        site.Put("/idp.xml", new WebDocument(Idp.Metadata()));
        Assert.That(await SignedByAsync(Idp.Certificate, provider), Does.StartWith("believed"));
        Assert.That(await SignedByAsync(next, provider), Is.EqualTo("federation.saml_signature"));

        site.Put("/idp.xml", new WebDocument(Idp.Metadata(Idp.Certificate, next)));
        Assert.That(await SignedByAsync(next, provider), Is.EqualTo("federation.saml_signature"), "it was looked at a moment ago");
        Pass(61);
        Assert.That(await SignedByAsync(next, provider), Does.StartWith("believed"), "an unknown key is worth another look");
        Assert.That(await SignedByAsync(Idp.Certificate, provider), Does.StartWith("believed"));

        site.Put("/idp.xml", new WebDocument(Idp.Metadata(next)));
        Pass(3_601);
        Assert.That(await SignedByAsync(Idp.Certificate, provider), Is.EqualTo("federation.saml_signature"));

        site.Put("/idp.xml", null);
        Pass(3_601);
        Assert.That(await SignedByAsync(next, provider), Does.StartWith("believed"), "what was said last holds while nobody answers");
    }

    [Test]
    public async Task An_administrator_sees_what_is_there()
    {
        var setup = Provider.Services.GetServices<IUpstreamSetup>().Single(each => each.Protocol == "saml");

        var good = await setup.ExamineAsync(Acme, CancellationToken.None);
        var wrong = await setup.ExamineAsync(Acme with { Authority = "https://other.example" }, CancellationToken.None);

        Assert.That(good.Select(finding => finding.Verdict), Is.All.EqualTo("good"));
        Assert.That(wrong.Select(finding => finding.Verdict), Is.EqualTo(new[] { "wrong" }));
    }

    private Task<string> SignedByAsync(X509Certificate2 certificate, IdentityProvider provider)
    {
        var draft = Draft();
        return RefusedAsync(draft, Idp.SignAssertion(draft, new SamlSigning { Certificate = certificate }), provider);
    }

    private static string Body(string metadata) => metadata[metadata.IndexOf("<md:EntityDescriptor", StringComparison.Ordinal)..];

    private IdpMetadata Read(string text) => IdpMetadataReader.Read(System.Text.Encoding.UTF8.GetBytes(text), Id);

    private void Refused(string text, string id) =>
        Assert.That(() => Read(text), Throws.TypeOf<UpstreamException>().With.Property("Id").EqualTo(id));
}
