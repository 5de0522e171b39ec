using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Web;
using System.Xml;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Server.Federation;
using PseIdentity.Storage.Federation;
using PseIdentity.Testing.Saml;

namespace PseIdentity.Server.Tests.Federation.Saml;

/// <summary>What we ask providers, looked at with the framework's own verifier.</summary>
internal sealed class RequestTests : SamlFixture
{
    [Test, Category("SAML Bindings §3.4.4.1")]
    public async Task A_request_in_the_query_is_deflated_and_signed_over_the_query()
    {
        var departure = await Upstream.LeaveAsync(Acme, new UpstreamAsk("the-state", Callback), CancellationToken.None);

        Assert.That(departure.Form, Is.Null);
        Assert.That(departure.Target, Does.StartWith(Idp.SignOn + "?SAMLRequest="));
        Assert.That(HttpUtility.ParseQueryString(new Uri(departure.Target).Query)["RelayState"], Is.EqualTo("the-state"));
        await AssertQueryIsSignedAsync(departure.Target);
        var request = Inflated(departure.Target, "SAMLRequest");
        Assert.Multiple(() =>
        {
            Assert.That(request.LocalName, Is.EqualTo("AuthnRequest"));
            Assert.That(request.GetAttribute("Destination"), Is.EqualTo(Idp.SignOn));
            Assert.That(request.GetAttribute("AssertionConsumerServiceURL"), Is.EqualTo(Callback));
            Assert.That(request["saml:Issuer"]!.InnerText, Is.EqualTo(OwnEntityId));
            Assert.That(request.HasAttribute("ForceAuthn"), Is.False);
            Assert.That(departure.Kept, Does.Contain(request.GetAttribute("ID")));
        });
    }

    [Test, Category("SAML Bindings §3.5.4")]
    public async Task A_request_in_a_form_is_signed_within()
    {
        var provider = Acme with { Saml = Acme.Saml! with { Binding = "post", NameIdFormat = SamlDraft.Persistent } };

        var departure = await Upstream.LeaveAsync(provider, new UpstreamAsk("the-state", Callback) { ForceLogin = true, AcrValues = ["https://refeds.org/profile/mfa", "urn:pse-identity:acr:mfa", "2"] }, CancellationToken.None);

        Assert.That(departure.Target, Is.EqualTo(Idp.SignOn + "/post"));
        Assert.That(departure.Form!.Single(field => field.Key == "RelayState").Value, Is.EqualTo("the-state"));
        var request = await SignedAsync(Encoding.UTF8.GetString(Convert.FromBase64String(departure.Form!.Single(field => field.Key == "SAMLRequest").Value)));
        Assert.Multiple(() =>
        {
            Assert.That(request.GetAttribute("ForceAuthn"), Is.EqualTo("true"));
            Assert.That(((XmlElement)request["samlp:NameIDPolicy"]!).GetAttribute("Format"), Is.EqualTo(SamlDraft.Persistent));
            Assert.That(request["samlp:RequestedAuthnContext"]!.InnerText, Is.EqualTo("https://refeds.org/profile/mfa"), "levels of our own are nobody else's");
        });
    }

    [Test]
    public async Task Whoever_asks_for_a_recent_sign_in_asks_for_a_new_one()
    {
        var departure = await Upstream.LeaveAsync(Acme, new UpstreamAsk("s", Callback) { MaxAge = 300 }, CancellationToken.None);

        Assert.That(Inflated(departure.Target, "SAMLRequest").GetAttribute("ForceAuthn"), Is.EqualTo("true"));
    }

    [Test, Category("SAML Profiles §4.4.4.1")]
    public async Task Sign_out_there_names_the_person_and_the_session()
    {
        var draft = Draft();
        var identity = await ReturnAsync(draft, Idp.SignAssertion(draft));

        var departure = await Upstream.SignOutAsync(Acme, new UpstreamSession("acme", identity.Subject, identity.Sid, identity.Hint), "out", CancellationToken.None);

        await AssertQueryIsSignedAsync(departure!.Target);
        var request = Inflated(departure.Target, "SAMLRequest");
        Assert.That(request["saml:NameID"]!.OuterXml, Does.Contain("alice-0001").And.Contain(SamlDraft.Persistent));
        Assert.That(request["samlp:SessionIndex"]!.InnerText, Is.EqualTo("_session-1"));
    }

    [Test]
    public async Task A_provider_without_logout_is_not_asked()
    {
        var silent = Acme with { Saml = Acme.Saml! with { Metadata = Idp.Metadata().Replace("SingleLogoutService", "ArtifactResolutionService") } };

        Assert.That(await Upstream.SignOutAsync(silent, new UpstreamSession("acme", "x", null, null), "out", CancellationToken.None), Is.Null);
    }

    [Test, Category("SAML Metadata §2.4.4")]
    public async Task Our_metadata_is_signed_and_says_where_we_are()
    {
        await Provider.Services.GetRequiredService<PseIdentity.Storage.IdentityProviders.IdentityProviderStore>().SaveAsync(Acme, CancellationToken.None);

        using var answer = await Provider.Http.GetAsync("/federation/metadata/acme");

        Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/samlmetadata+xml"));
        var metadata = await SignedAsync(await answer.Content.ReadAsStringAsync());
        using var own = await OwnCertificateAsync();
        Assert.Multiple(() =>
        {
            Assert.That(metadata.GetAttribute("entityID"), Is.EqualTo(OwnEntityId));
            Assert.That(metadata.InnerXml, Does.Contain($"Location=\"{Callback}\"").And.Contain($"Location=\"{LogoutAddress}\""));
            Assert.That(metadata.InnerText, Does.Contain(Convert.ToBase64String(own.RawData)));
        });
    }

    private async Task AssertQueryIsSignedAsync(string target)
    {
        var query = target[(target.IndexOf('?') + 1)..];
        var at = query.IndexOf("&Signature=", StringComparison.Ordinal);
        using var own = await OwnCertificateAsync();
        using var key = own.GetRSAPublicKey()!;
        Assert.That(key.VerifyData(Encoding.ASCII.GetBytes(query[..at]), Convert.FromBase64String(Uri.UnescapeDataString(query[(at + "&Signature=".Length)..])), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private async Task<XmlElement> SignedAsync(string xml)
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        document.LoadXml(xml);
        var signed = new SignedXml(document);
        signed.LoadXml((XmlElement)document.GetElementsByTagName("Signature", SignedXml.XmlDsigNamespaceUrl)[0]!);
        using var own = await OwnCertificateAsync();
        Assert.That(signed.CheckSignature(own, verifySignatureOnly: true), "the signature of ours");
        return document.DocumentElement!;
    }

    internal static XmlElement Inflated(string target, string name)
    {
        var packed = Convert.FromBase64String(HttpUtility.ParseQueryString(new Uri(target).Query)[name]!);
        using var deflate = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
        var document = new XmlDocument();
        document.Load(deflate);
        return document.DocumentElement!;
    }
}
