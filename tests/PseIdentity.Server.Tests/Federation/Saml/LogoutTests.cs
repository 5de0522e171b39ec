using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;
using PseIdentity.Server.Federation;
using PseIdentity.Server.Federation.Saml;
using PseIdentity.Server.Federation.Saml.Requests;
using PseIdentity.Testing.Saml;

namespace PseIdentity.Server.Tests.Federation.Saml;

/// <summary>A provider's LogoutRequest, by both bindings, and what is refused of it.</summary>
internal sealed class LogoutTests : SamlFixture
{
    [Test, Category("SAML Profiles §4.4.3.1")]
    public async Task A_signed_request_ends_the_session_that_it_names_and_is_answered([Values] bool byPost)
    {
        var draft = Draft();
        var identity = await ReturnAsync(draft, Idp.SignAssertion(draft));
        var request = Request();

        var logout = await Upstream.ReadLogoutAsync(Acme, byPost ? Posted(Idp.Sign(request, Id(request))) : Query(request), CancellationToken.None);

        Assert.Multiple(() =>
        {
            Assert.That(logout.Subject, Is.EqualTo(identity.Subject));
            Assert.That(logout.Sid, Is.EqualTo(identity.Sid));
            Assert.That(logout.State, Is.Null);
            Assert.That(logout.Reply!.Target, Does.StartWith(byPost ? Idp.Logout + "/post" : Idp.Logout + "/done?SAMLResponse="));
        });
        var xml = byPost ? Encoding.UTF8.GetString(Convert.FromBase64String(logout.Reply!.Form![0].Value)) : RequestTests.Inflated(logout.Reply!.Target, "SAMLResponse").OuterXml;
        Assert.That(xml, Does.Contain($"InResponseTo=\"{Id(request)}\"").And.Contain("status:Success"));
        Assert.That(byPost ? logout.Reply!.Form![1].Value : logout.Reply!.Target, Does.Contain("relay"));
    }

    [Test]
    public async Task Without_one_session_everything_of_the_person_ends()
    {
        var none = await Upstream.ReadLogoutAsync(Acme, Query(Request(indexes: "")), CancellationToken.None);
        var two = await Upstream.ReadLogoutAsync(Acme, Query(Request(indexes: "<samlp:SessionIndex>a</samlp:SessionIndex><samlp:SessionIndex>b</samlp:SessionIndex>")), CancellationToken.None);

        Assert.That((none.Subject, none.Sid), Is.EqualTo(("persistent:alice-0001", (string?)null)));
        Assert.That((two.Subject, two.Sid), Is.EqualTo(("persistent:alice-0001", (string?)null)));
    }

    [Test]
    public async Task A_session_number_that_two_people_share_is_two_sessions()
    {
        Assert.That(SessionHint.Sid("persistent:alice", "1"), Is.Not.EqualTo(SessionHint.Sid("persistent:bob", "1")));
        await Task.CompletedTask;
    }

    [Test, Category("SAML Core §3.7.2")]
    public async Task An_answer_to_our_own_request_ends_nothing()
    {
        var response = $"""<samlp:LogoutResponse xmlns:samlp="{SamlDraft.Protocol}" xmlns:saml="{SamlDraft.Assertion}" ID="{Messages.NewId()}" Version="2.0" IssueInstant="{SamlDraft.At(Clock.GetUtcNow())}" Destination="{LogoutAddress}" InResponseTo="_x"><saml:Issuer>{Idp.EntityId}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status></samlp:LogoutResponse>""";

        var logout = await Upstream.ReadLogoutAsync(Acme, Query(response, "SAMLResponse"), CancellationToken.None);

        Assert.That((logout.State, logout.Subject, logout.Sid), Is.EqualTo(("relay state", (string?)null, (string?)null)));
    }

    [Test, Category("SAML Profiles §4.4.4.1")]
    public async Task What_is_not_signed_ends_nothing()
    {
        var request = Request();
        var signed = Idp.SignQuery(Unsigned(request));

        Assert.Multiple(async () =>
        {
            Assert.That(await RefusedAsync(Posted(request)), Is.EqualTo("federation.saml_signature"), "a form without a signature");
            Assert.That(await RefusedAsync(Posted(Stranger.Sign(request, Id(request)))), Is.EqualTo("federation.saml_signature"), "a stranger's form");
            Assert.That(await RefusedAsync(Posted(Idp.Sign(request, Id(request)).Replace("alice", "bob"))), Is.EqualTo("federation.saml_signature"), "another name");
            Assert.That(await RefusedAsync(FromQuery("?" + Unsigned(request))), Is.EqualTo("federation.saml_signature"), "a query without a signature");
            Assert.That(await RefusedAsync(FromQuery(Stranger.SignQuery(Unsigned(request)))), Is.EqualTo("federation.saml_signature"), "a stranger's query");
            Assert.That(await RefusedAsync(FromQuery(signed.Replace("RelayState=relay", "RelayState=other"))), Is.EqualTo("federation.saml_signature"), "another relay state");
            Assert.That(await RefusedAsync(FromQuery(Idp.SignQuery(Unsigned(request), HashAlgorithmName.SHA1, "http://www.w3.org/2000/09/xmldsig#rsa-sha1"))), Is.EqualTo("federation.saml_signature"), "SHA-1");
            Assert.That(await RefusedAsync(FromQuery(signed + "&SAMLRequest=x")), Is.EqualTo("federation.answer_malformed"), "two messages");
            Assert.That(await RefusedAsync(FromQuery(signed + "&Relay%53tate=x")), Is.EqualTo("federation.answer_malformed"), "another relay state beside the signed one");
            Assert.That(await RefusedAsync(FromQuery(Idp.SignQuery("SAMLRequest=" + Uri.EscapeDataString(Convert.ToBase64String("plain text"u8))))), Is.EqualTo("federation.answer_malformed"), "not deflated");
            Assert.That(await RefusedAsync(FromQuery(Idp.SignQuery(Unsigned("<a>" + new string(' ', 50_000_000) + "</a>")))), Is.EqualTo("federation.answer_malformed"), "a bomb");
        });
    }

    [Test, Category("SAML Core §3.7.1")]
    public async Task What_is_not_for_us_or_not_of_now_ends_nothing()
    {
        var request = Request();
        Assert.Multiple(async () =>
        {
            Assert.That(await RefusedAsync(Query(request.Replace(LogoutAddress, "https://other.example"))), Is.EqualTo("federation.audience_mismatch"));
            Assert.That(await RefusedAsync(Query(request.Replace($"Destination=\"{LogoutAddress}\"", ""))), Is.EqualTo("federation.audience_mismatch"));
            Assert.That(await RefusedAsync(Query(request.Replace(Idp.EntityId, "https://other.example"))), Is.EqualTo("federation.issuer_mismatch"));
            Assert.That(await RefusedAsync(Query(Request(issued: -391))), Is.EqualTo("federation.expired"));
            Assert.That(await RefusedAsync(Query(Request(issued: 91))), Is.EqualTo("federation.expired"));
            Assert.That(await RefusedAsync(Query(request.Replace("Version=\"2.0\"", $"Version=\"2.0\" NotOnOrAfter=\"{SamlDraft.At(Clock.GetUtcNow().AddSeconds(-91))}\""))), Is.EqualTo("federation.expired"));
            Assert.That(await RefusedAsync(Query(request.Replace("saml:NameID", "saml:EncryptedID"))), Is.EqualTo("federation.subject_missing"));
            Assert.That(await RefusedAsync(Query(request.Replace("samlp:LogoutRequest", "samlp:AuthnRequest"))), Is.EqualTo("federation.answer_malformed"));
            Assert.That(await RefusedAsync(Query(request)), Is.EqualTo("believed"));
            Assert.That(await RefusedAsync(Query(request)), Is.EqualTo("federation.replayed"));
        });
    }

    private string Request(string indexes = "<samlp:SessionIndex>_session-1</samlp:SessionIndex>", double issued = 0) =>
        $"""<samlp:LogoutRequest xmlns:samlp="{SamlDraft.Protocol}" xmlns:saml="{SamlDraft.Assertion}" ID="{Messages.NewId()}" Version="2.0" IssueInstant="{SamlDraft.At(Clock.GetUtcNow().AddSeconds(issued))}" Destination="{LogoutAddress}"><saml:Issuer>{Idp.EntityId}</saml:Issuer><saml:NameID Format="{SamlDraft.Persistent}">alice-0001</saml:NameID>{indexes}</samlp:LogoutRequest>""";

    private static string Id(string request) => System.Text.RegularExpressions.Regex.Match(request, " ID=\"([^\"]+)\"").Groups[1].Value;

    private static string Unsigned(string message, string name = "SAMLRequest")
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal))
            deflate.Write(Encoding.UTF8.GetBytes(message));
        // Written as others write it: another case of hexadecimal digits, a plus for a space.
        return $"{name}={Uri.EscapeDataString(Convert.ToBase64String(packed.ToArray())).Replace("%2B", "%2b")}&RelayState=relay+state";
    }

    private UpstreamAnswer Query(string message, string name = "SAMLRequest") => FromQuery(Idp.SignQuery(Unsigned(message, name)));

    private static UpstreamAnswer FromQuery(string query)
    {
        var parsed = System.Web.HttpUtility.ParseQueryString(query);
        return new UpstreamAnswer([.. parsed.AllKeys.Select(key => new KeyValuePair<string, string>(key!, parsed[key]!))]) { Query = query };
    }

    private static UpstreamAnswer Posted(string message) =>
        new([new("SAMLRequest", Convert.ToBase64String(Encoding.UTF8.GetBytes(message))), new("RelayState", "relay state")]);

    private async Task<string> RefusedAsync(UpstreamAnswer message)
    {
        try
        {
            await Upstream.ReadLogoutAsync(Acme, message, CancellationToken.None);
            return "believed";
        }
        catch (UpstreamException refusal)
        {
            return refusal.Id;
        }
    }
}
