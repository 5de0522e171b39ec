using NUnit.Framework;
using PseIdentity.Testing.Saml;

namespace PseIdentity.Server.Tests.Federation.Saml;

/// <summary>Responses that the provider did sign, and that are not for us, not of now, or not about somebody: every rule broken once.</summary>
internal sealed class RuleTests : SamlFixture
{
    private const string Status = "urn:oasis:names:tc:SAML:2.0:status:";

    private static readonly (string Name, Func<SamlDraft, SamlDraft> Break, string Id)[] Cases =
    [
        ("another issuer", d => d with { Issuer = "https://other.example" }, "federation.issuer_mismatch"),
        ("another issuer of the assertion", d => Edited(d, "<saml:Issuer>" + d.Issuer, "<saml:Issuer>https://other.example", last: true), "federation.issuer_mismatch"),
        ("no issuer of the response", d => Edited(d, $"<saml:Issuer>{d.Issuer}</saml:Issuer>", ""), "federation.issuer_mismatch"),
        ("an issuer of another format", d => Edited(d, "<saml:Issuer>", "<saml:Issuer Format=\"urn:x\">"), "federation.issuer_mismatch"),
        ("another destination", d => Edited(d, $"Destination=\"{d.Recipient}\"", "Destination=\"https://evil.example\""), "federation.audience_mismatch"),
        ("no destination", d => Edited(d, $"Destination=\"{d.Recipient}\"", ""), "federation.audience_mismatch"),
        ("another recipient", d => Edited(d, $"Recipient=\"{d.Recipient}\"", "Recipient=\"https://evil.example\""), "federation.audience_mismatch"),
        ("no recipient", d => Edited(d, $"Recipient=\"{d.Recipient}\"", ""), "federation.audience_mismatch"),
        ("another audience", d => d with { Audience = "https://other.example" }, "federation.audience_mismatch"),
        ("no audience", d => Edited(d, $"<saml:AudienceRestriction><saml:Audience>{d.Audience}</saml:Audience></saml:AudienceRestriction>", ""), "federation.audience_mismatch"),
        ("two restrictions, one of them for us", d => Edited(d, "<saml:AudienceRestriction>", "<saml:AudienceRestriction><saml:Audience>https://other.example</saml:Audience></saml:AudienceRestriction><saml:AudienceRestriction>"), "federation.audience_mismatch"),
        ("the version of the response", d => Edited(d, "Version=\"2.0\"", "Version=\"1.1\""), "federation.answer_malformed"),
        ("the version of the assertion", d => Edited(d, "Version=\"2.0\"", "Version=\"2.1\"", last: true), "federation.answer_malformed"),
        ("another request", d => Edited(d, d.RequestId, "_another"), "federation.request_mismatch"),
        ("no request", d => Edited(d, $" InResponseTo=\"{d.RequestId}\">\n", ">\n"), "federation.request_mismatch"),
        ("another request in the confirmation", d => Edited(d, d.RequestId, "_another", last: true), "federation.request_mismatch"),
        ("no request in the confirmation", d => Edited(d, $" InResponseTo=\"{d.RequestId}\"/>", "/>"), "federation.request_mismatch"),
        ("too late to be delivered", d => Edited(d, $"NotOnOrAfter=\"{d.At(300)}\" InResponseTo", $"NotOnOrAfter=\"{d.At(-91)}\" InResponseTo"), "federation.expired"),
        ("delivered whenever", d => Edited(d, $"NotOnOrAfter=\"{d.At(300)}\" InResponseTo", "InResponseTo"), "federation.answer_malformed"),
        ("a confirmation with a beginning", d => Edited(d, "<saml:SubjectConfirmationData", $"<saml:SubjectConfirmationData NotBefore=\"{d.At(-5)}\""), "federation.saml_conditions"),
        ("a confirmation of another method", d => Edited(d, "cm:bearer", "cm:holder-of-key"), "federation.saml_conditions"),
        ("no confirmation data", d => Edited(d, "saml:SubjectConfirmationData", "saml:Other"), "federation.answer_malformed"),
        ("not valid yet", d => Edited(d, $"NotBefore=\"{d.At(-30)}\"", $"NotBefore=\"{d.At(91)}\""), "federation.expired"),
        ("not valid any more", d => Edited(d, $"NotOnOrAfter=\"{d.At(300)}\">", $"NotOnOrAfter=\"{d.At(-91)}\">"), "federation.expired"),
        ("a time with a zone", d => Edited(d, $"NotBefore=\"{d.At(-30)}\"", $"NotBefore=\"{d.At(-30).TrimEnd('Z')}+01:00\""), "federation.answer_malformed"),
        ("a condition that nobody knows", d => Edited(d, "<saml:AudienceRestriction>", "<saml:Condition/><saml:AudienceRestriction>"), "federation.saml_conditions"),
        ("a condition of another namespace", d => Edited(d, "<saml:AudienceRestriction>", "<OneTimeUse/><saml:AudienceRestriction>"), "federation.saml_conditions"),
        ("no conditions", d => Edited(d, "saml:Conditions", "saml:Other"), "federation.answer_malformed"),
        ("no authentication statement", d => Edited(d, "saml:AuthnStatement", "saml:Other"), "federation.authentication_insufficient"),
        ("signed in tomorrow", d => Edited(d, $"AuthnInstant=\"{d.At(-5)}\"", $"AuthnInstant=\"{d.At(86_400)}\""), "federation.authentication_insufficient"),
        ("the session is over", d => d with { Session = $" SessionNotOnOrAfter=\"{d.At(-91)}\"" }, "federation.expired"),
        ("no subject", d => Edited(d, "saml:Subject>", "saml:Other>"), "federation.answer_malformed"),
        ("no name", d => d with { NameId = "" }, "federation.subject_missing"),
        ("an empty name", d => d with { NameId = "<saml:NameID/>" }, "federation.subject_missing"),
        ("a name with white space around", d => d with { NameId = "<saml:NameID> alice-0001</saml:NameID>" }, "federation.subject_missing"),
        ("a transient name", d => d with { NameId = "<saml:NameID Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:transient\">_x</saml:NameID>" }, "federation.subject_missing"),
        ("an encrypted name", d => d with { NameId = "<saml:EncryptedID/>" }, "federation.subject_missing"),
        ("two names", d => d with { NameId = d.NameId + d.NameId }, "federation.answer_malformed"),
        ("the provider refuses", d => d with { Status = $"<samlp:StatusCode Value=\"{Status}Responder\"><samlp:StatusCode Value=\"{Status}AuthnFailed\"/></samlp:StatusCode>" }, "federation.access_denied"),
        ("the provider cannot do as asked", d => d with { Status = $"<samlp:StatusCode Value=\"{Status}Responder\"><samlp:StatusCode Value=\"{Status}NoAuthnContext\"/></samlp:StatusCode>" }, "federation.authentication_insufficient"),
        ("the provider is in trouble", d => d with { Status = $"<samlp:StatusCode Value=\"{Status}Responder\"/><samlp:StatusMessage>Line one\nLine two</samlp:StatusMessage>" }, "federation.unreachable"),
        ("the provider does not understand", d => d with { Status = $"<samlp:StatusCode Value=\"{Status}Requester\"><samlp:StatusCode Value=\"{Status}RequestUnsupported\"/></samlp:StatusCode>" }, "federation.misconfigured"),
        ("a status of its own making", d => d with { Status = $"<samlp:StatusCode Value=\"{Status}Success2\"><samlp:StatusCode Value=\"urn:x\"/></samlp:StatusCode>" }, "federation.request_refused"),
        ("no status", d => d with { Status = "" }, "federation.answer_malformed"),
    ];

    private static IEnumerable<string> Names => Cases.Select(each => each.Name);

    [TestCaseSource(nameof(Names)), Category("SAML Profiles §4.1.4.2"), Category("SAML Core §2.5.1")]
    public async Task Every_rule_is_kept(string name)
    {
        var (_, breakIt, id) = Cases.Single(each => each.Name == name);
        var draft = Draft();
        var broken = breakIt(draft);
        Assert.That(broken.Xml, Is.Not.EqualTo(draft.Xml));

        Assert.That(await RefusedAsync(draft, Idp.SignBoth(broken)), Is.EqualTo(id));
    }

    [TestCaseSource(nameof(Names))]
    public async Task Every_rule_is_kept_inside_an_encrypted_assertion(string name)
    {
        var (_, breakIt, id) = Cases.Single(each => each.Name == name);
        var draft = Draft();
        var broken = breakIt(draft);
        using var own = await OwnCertificateAsync();

        var encrypted = new SamlEncryption { Recipient = own }.Encrypt(Idp.SignAssertion(broken));
        Assert.That(await RefusedAsync(draft, Idp.Sign(encrypted, draft.ResponseId)), Is.EqualTo(id));
    }

    [Test, Category("SAML Profiles §4.1.4.5")]
    public async Task An_assertion_is_used_once()
    {
        var draft = Draft();
        var message = Idp.SignAssertion(draft);

        Assert.That(await RefusedAsync(draft, message), Does.StartWith("believed"));
        Assert.That(await RefusedAsync(draft, message), Is.EqualTo("federation.replayed"));
    }

    [Test]
    public async Task A_response_in_the_query_is_refused()
    {
        var draft = Draft();
        var answer = new PseIdentity.Server.Federation.UpstreamAnswer([new("SAMLResponse", "x")]) { Query = "?SAMLResponse=x" };

        Assert.That(async () => await Upstream.ReturnAsync(Acme, new("s", Callback, new PseIdentity.Server.Federation.Saml.Requests.KeptAuthnRequest(draft.RequestId, []).Write(), draft.Now), answer, CancellationToken.None),
            Throws.TypeOf<PseIdentity.Server.Federation.UpstreamException>());
    }

    [Test]
    public async Task Once_and_proxy_conditions_are_known()
    {
        var draft = Edited(Draft(), "<saml:AudienceRestriction>", "<saml:OneTimeUse/><saml:ProxyRestriction Count=\"0\"/><saml:AudienceRestriction>");

        Assert.That(await RefusedAsync(draft, Idp.SignAssertion(draft)), Does.StartWith("believed"));
    }

    [Test, Category("SAML Core §3.4.1")]
    public async Task Who_was_to_sign_in_anew_has_done_so()
    {
        var draft = Edited(Draft(), "AuthnInstant=\"" + Draft().At(-5), "AuthnInstant=\"" + Draft().At(-600));

        Assert.That(await RefusedAsync(draft, Idp.SignAssertion(draft), request: r => r with { ForceLogin = true }), Is.EqualTo("federation.authentication_insufficient"));
        Assert.That(await RefusedAsync(draft, Idp.SignAssertion(draft), request: r => r with { MaxAge = 300 }), Is.EqualTo("federation.authentication_insufficient"));
        Assert.That(await RefusedAsync(draft, Idp.SignAssertion(draft), request: r => r with { MaxAge = 900 }), Does.StartWith("believed"));
    }

    [Test, Category("SAML Core §3.3.2.2.1")]
    public async Task Who_was_to_sign_in_in_a_certain_way_has_done_so()
    {
        var (draft, other) = (Draft(), Draft());

        Assert.That(await RefusedAsync(draft, Idp.SignAssertion(draft), contexts: ["https://refeds.org/profile/mfa"]), Is.EqualTo("federation.authentication_insufficient"));
        Assert.That(await RefusedAsync(other, Idp.SignAssertion(other), contexts: ["https://refeds.org/profile/mfa", SamlDraft.Password]), Does.StartWith("believed"));
    }

    // The first or the last place where it stands.
    private static SamlDraft Edited(SamlDraft draft, string from, string to, bool last = false) => draft with
    {
        Edit = xml =>
        {
            var all = from.StartsWith("saml:", StringComparison.Ordinal);
            var at = last ? xml.LastIndexOf(from, StringComparison.Ordinal) : xml.IndexOf(from, StringComparison.Ordinal);
            return all ? xml.Replace(from, to) : at < 0 ? xml : string.Concat(xml.AsSpan(0, at), to, xml.AsSpan(at + from.Length));
        },
    };
}
