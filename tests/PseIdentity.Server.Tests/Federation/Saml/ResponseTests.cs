using NUnit.Framework;
using PseIdentity.Server.Federation.Saml;
using PseIdentity.Testing.Saml;

namespace PseIdentity.Server.Tests.Federation.Saml;

/// <summary>Responses that are believed.</summary>
internal sealed class ResponseTests : SamlFixture
{
    [Test, Category("SAML Profiles §4.1.4")]
    public async Task A_signed_assertion_says_who_came()
    {
        var draft = Draft();

        var identity = await ReturnAsync(draft, Idp.SignAssertion(draft));

        Assert.Multiple(() =>
        {
            Assert.That(identity.Subject, Is.EqualTo("persistent:alice-0001"));
            Assert.That(identity.Claims["mail"], Is.EqualTo(new[] { "alice@acme.example" }));
            Assert.That(identity.Claims["urn:oid:0.9.2342.19200300.100.1.3"], Is.EqualTo(new[] { "alice@acme.example" }));
            Assert.That(identity.Claims["groups"], Is.EqualTo(new[] { "staff", "payments" }));
            Assert.That(identity.Claims[SamlIdentity.NameIdClaim], Is.EqualTo(new[] { "alice-0001" }));
            Assert.That(identity.AuthTime, Is.EqualTo(draft.Now.AddSeconds(-5)));
            Assert.That(identity.Acr, Is.EqualTo(SamlDraft.Password));
            Assert.That(identity.Amr, Is.EqualTo(new[] { "pwd" }));
            Assert.That(identity.Sid, Is.Not.Null);
            Assert.That(SessionHint.Read(identity.Hint)!.SessionIndex, Is.EqualTo("_session-1"));
        });
    }

    [Test, Category("SAML Core §5.4")]
    public async Task The_signature_of_the_response_covers_its_assertion()
    {
        var draft = Draft();

        Assert.That((await ReturnAsync(draft, Idp.SignResponse(draft))).Subject, Is.EqualTo("persistent:alice-0001"));
    }

    [Test]
    public async Task Response_and_assertion_may_both_be_signed()
    {
        var draft = Draft();

        Assert.That((await ReturnAsync(draft, Idp.SignBoth(draft))).Subject, Is.EqualTo("persistent:alice-0001"));
    }

    [TestCase("http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", "http://www.w3.org/2001/04/xmldsig-more#sha384")]
    [TestCase("http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", "http://www.w3.org/2001/04/xmlenc#sha512")]
    [Category("RFC 6931 §2.3")]
    public async Task Longer_hashes_are_accepted(string method, string digest)
    {
        var draft = Draft();

        Assert.That(await RefusedAsync(draft, Idp.SignAssertion(draft, new SamlSigning { Method = method, Digest = digest })), Is.EqualTo("believed: persistent:alice-0001"));
    }

    [Test]
    public async Task Signed_prefixes_that_are_only_named_in_values_are_kept()
    {
        var draft = Draft() with
        {
            Attributes = """<saml:Attribute Name="a"><saml:AttributeValue xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xs:string">A &amp; B &#233;&#13;</saml:AttributeValue></saml:Attribute>""",
        };
        var signing = new SamlSigning { Transforms = [new System.Security.Cryptography.Xml.XmlDsigEnvelopedSignatureTransform(), new System.Security.Cryptography.Xml.XmlDsigExcC14NTransform("xs saml")] };

        var identity = await ReturnAsync(draft, Idp.Sign(Idp.SignAssertion(draft, signing), draft.ResponseId));

        Assert.That(identity.Claims["a"].Single().Trim(), Is.EqualTo("A & B é"));
    }

    [Test]
    public async Task A_qualifier_that_says_what_is_understood_makes_no_other_person()
    {
        var draft = Draft() with { NameId = $"""<saml:NameID Format="{SamlDraft.Persistent}" NameQualifier="{Idp.EntityId}" SPNameQualifier="{OwnEntityId}">alice-0001</saml:NameID>""" };

        Assert.That((await ReturnAsync(draft, Idp.SignAssertion(draft))).Subject, Is.EqualTo("persistent:alice-0001"));
    }

    [Test, Category("SAML Core §2.2.2")]
    public async Task A_name_in_other_books_is_another_person()
    {
        var draft = Draft() with { NameId = $"""<saml:NameID Format="{SamlDraft.Persistent}" NameQualifier="https://elsewhere.example">alice-0001</saml:NameID>""" };

        Assert.That((await ReturnAsync(draft, Idp.SignAssertion(draft))).Subject, Is.EqualTo("persistent:alice-0001?provider=https%3A%2F%2Felsewhere.example"));
    }

    [Test]
    public async Task An_attribute_may_name_people_where_names_change()
    {
        var draft = Draft() with { NameId = """<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient">_x</saml:NameID>""" };
        var provider = Acme with { Saml = Acme.Saml! with { SubjectAttribute = "mail" } };

        Assert.That((await ReturnAsync(draft, Idp.SignAssertion(draft), provider)).Subject, Is.EqualTo("mail=alice%40acme.example"));
    }

    [Test]
    public async Task A_friendly_name_never_stands_for_a_name()
    {
        var draft = Draft() with
        {
            Attributes = """
            <saml:Attribute Name="other" FriendlyName="mail"><saml:AttributeValue>mallory@acme.example</saml:AttributeValue></saml:Attribute>
            <saml:Attribute Name="mail"><saml:AttributeValue>alice@acme.example</saml:AttributeValue></saml:Attribute>
            """,
        };

        Assert.That((await ReturnAsync(draft, Idp.SignAssertion(draft))).Claims["mail"], Is.EqualTo(new[] { "alice@acme.example" }));
    }

    [Test]
    public async Task A_clock_that_is_a_minute_off_is_forgiven()
    {
        var (ahead, behind) = (Draft() with { Now = Clock.GetUtcNow().AddSeconds(80) }, Draft() with { Now = Clock.GetUtcNow().AddSeconds(-380) });

        Assert.That(await RefusedAsync(ahead, Idp.SignAssertion(ahead)), Is.EqualTo("believed: persistent:alice-0001"));
        Assert.That(await RefusedAsync(behind, Idp.SignAssertion(behind)), Is.EqualTo("believed: persistent:alice-0001"));
    }
}
