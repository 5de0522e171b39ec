using System.Security.Cryptography.Xml;
using NUnit.Framework;
using PseIdentity.Testing.Saml;

namespace PseIdentity.Server.Tests.Federation.Saml;

/// <summary>Responses whose signature, shape or XML somebody has tampered with.</summary>
internal sealed class HostileResponseTests : SamlFixture
{
    [Test, Combinatorial, Category("SAML Core §5.4.2")]
    public async Task A_wrapped_signature_proves_nothing([Range(1, 8)] int shape, [Values] bool sameId)
    {
        var draft = Draft();
        var signed = shape <= 2 ? Idp.SignResponse(draft) : Idp.SignAssertion(draft);
        var wrapped = SamlWrapping.Wrap(shape, signed, sameId);
        Assert.That(wrapped, Does.Contain(SamlWrapping.Intruder));

        Assert.That(await RefusedAsync(draft, wrapped), Is.EqualTo("federation.answer_malformed").Or.EqualTo("federation.saml_signature"));
    }

    private static readonly (string Name, Func<HostileResponseTests, SamlDraft, string> Message, string Id)[] Cases =
    [
        ("nothing is signed", (_, d) => d.Xml, "federation.saml_signature"),
        ("the name was changed afterwards", (t, d) => t.Idp.SignAssertion(d).Replace(">alice-0001<", ">mallory<"), "federation.saml_signature"),
        ("an attribute was changed afterwards", (t, d) => t.Idp.SignResponse(d).Replace(">staff<", ">admins<"), "federation.saml_signature"),
        ("the response is signed, and its assertion was changed", (t, d) => t.Idp.SignBoth(d).Replace(">alice-0001<", ">mallory<"), "federation.saml_signature"),
        ("the assertion's signature is wrong, the response's right", (t, d) => t.Idp.Sign(t.Idp.SignAssertion(d).Replace(">alice-0001<", ">mallory<"), d.ResponseId), "federation.saml_signature"),
        ("the response's signature is wrong, the assertion's right", (t, d) => t.Idp.SignBoth(d).Replace("<samlp:Status>", "<samlp:Status >").Replace("IssueInstant=\"" + d.At(0) + "\" Destination", "IssueInstant=\"" + d.At(1) + "\" Destination"), "federation.saml_signature"),
        ("somebody else signed, with their certificate beside it", (t, d) => t.Stranger.SignAssertion(d), "federation.saml_signature"),
        ("somebody else signed the response around a signed assertion", (t, d) => t.Stranger.Sign(t.Idp.SignAssertion(d), d.ResponseId), "federation.saml_signature"),
        ("SHA-1 signs", (t, d) => t.Idp.SignAssertion(d, new() { Method = Sha1Signature }), "federation.saml_signature"),
        ("SHA-1 digests", (t, d) => t.Idp.SignAssertion(d, new() { Digest = Sha1 }), "federation.saml_signature"),
        ("a MAC under the public key", (t, d) => t.Idp.SignAssertion(d, new() { Mac = t.Idp.Certificate.GetPublicKey() }), "federation.saml_signature"),
        ("a MAC under the certificate", (t, d) => t.Idp.SignAssertion(d, new() { Mac = t.Idp.Certificate.RawData }), "federation.saml_signature"),
        ("the reference is to the whole document", (t, d) => t.Idp.SignAssertion(d, new() { Uri = "" }), "federation.saml_signature"),
        ("the reference is to something else", (t, d) => t.Idp.SignAssertion(d, new() { Uri = "#" + d.ResponseId }), "federation.saml_signature"),
        ("two references", (t, d) => t.Idp.SignAssertion(d, new() { SecondUri = "#" + d.ResponseId }), "federation.answer_malformed"),
        ("canonicalisation with comments", (t, d) => t.Idp.SignAssertion(d, new() { Transforms = [new XmlDsigEnvelopedSignatureTransform(), new XmlDsigExcC14NWithCommentsTransform()] }), "federation.saml_signature"),
        ("inclusive canonicalisation", (t, d) => t.Idp.SignAssertion(d, new() { Transforms = [new XmlDsigEnvelopedSignatureTransform(), new XmlDsigC14NTransform()] }), "federation.saml_signature"),
        ("inclusive canonicalisation of SignedInfo", (t, d) => t.Idp.SignAssertion(d, new() { Canonicalization = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315" }), "federation.saml_signature"),
        ("a transform by XPath", (t, d) => t.Idp.SignAssertion(d, new() { Transforms = [new XmlDsigEnvelopedSignatureTransform(), HostileTransforms.XPath("not(ancestor-or-self::*[local-name()='NameID'])")] }), "federation.saml_signature"),
        ("a transform by XSLT", (t, d) => HostileTransforms.NameXslt(t.Idp.SignAssertion(d)), "federation.saml_signature"),
        ("three transforms", (t, d) => t.Idp.SignAssertion(d, new() { Transforms = [new XmlDsigEnvelopedSignatureTransform(), new XmlDsigExcC14NTransform(), new XmlDsigExcC14NTransform()] }), "federation.saml_signature"),
        ("no transforms but canonicalisation", (t, d) => t.Idp.SignAssertion(d, new() { Transforms = [new XmlDsigExcC14NTransform()] }), "federation.saml_signature"),
        ("the signature stands at the end of the assertion", (t, d) => Moved.Signature(t.Idp.SignAssertion(d), within => within.ParentNode!), "federation.saml_signature"),
        ("the signature stands in the subject", (t, d) => Moved.Signature(t.Idp.SignAssertion(d), within => within.ParentNode!["saml:Subject"]!), "federation.saml_signature"),
        ("the assertion's signature stands in the response", (t, d) => Moved.Signature(t.Idp.SignAssertion(d), within => within.OwnerDocument.DocumentElement!), "federation.saml_signature"),
        ("two signatures", (t, d) => t.Idp.SignAssertion(d with { Edit = _ => t.Idp.SignAssertion(d) }), "federation.answer_malformed"),
        ("an object in the signature", (t, d) => t.Idp.SignAssertion(d).Replace("</Signature>", "<Object/></Signature>"), "federation.saml_signature"),
        ("a second KeyInfo", (t, d) => t.Idp.SignAssertion(d).Replace("<KeyInfo>", "<KeyInfo/><KeyInfo>").Replace("<SignedInfo>", "<SignedInfo><KeyInfo/>"), "federation.saml_signature"),
        ("a comment in the name", (t, d) => t.Idp.SignAssertion(d).Replace("alice-0001", "alice<!-- -->-0001"), "federation.answer_malformed"),
        ("a comment in an attribute", (t, d) => t.Idp.SignAssertion(d).Replace("alice@acme.example", "alice@acme.example<!---->.evil.example"), "federation.answer_malformed"),
        ("a processing instruction in the name", (t, d) => t.Idp.SignAssertion(d).Replace("alice-0001", "alice<?x y?>-0001"), "federation.answer_malformed"),
        ("an element in the name", (t, d) => t.Idp.SignAssertion(d with { NameId = "<saml:NameID>alice<b/>-0001</saml:NameID>" }), "federation.answer_malformed"),
        ("two elements with one ID", (t, d) => t.Idp.SignAssertion(d).Replace("Name=\"groups\"", $"Name=\"groups\" ID=\"{d.AssertionId}\""), "federation.answer_malformed"),
        ("two assertions", (t, d) => Moved.SecondAssertion(t.Idp.SignAssertion(d)), "federation.answer_malformed"),
        ("no assertion", (t, d) => t.Idp.Sign(Moved.WithoutAssertion(d.Xml), d.ResponseId), "federation.answer_malformed"),
        ("an assertion within the advice of the assertion", (t, d) => t.Idp.SignAssertion(d with { Attributes = $"""</saml:AttributeStatement><saml:Advice><saml:Assertion ID="_x" Version="2.0"/></saml:Advice><saml:AttributeStatement>""" }), "federation.answer_malformed"),
        ("a document type", (_, d) => "<!DOCTYPE Response>" + d.Xml, "federation.answer_malformed"),
        ("an entity of a file", (t, d) => """<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>""" + t.Idp.SignAssertion(d).Replace("alice-0001", "&x;"), "federation.answer_malformed"),
        ("a document type elsewhere", (_, d) => """<!DOCTYPE r SYSTEM "http://127.0.0.1:1/evil.dtd">""" + d.Xml, "federation.answer_malformed"),
        ("a billion laughs", (_, d) => HostileTransforms.BillionLaughs + d.Xml.Replace("alice-0001", "&lol9;"), "federation.answer_malformed"),
        ("more than 256 KB", (_, d) => d.Xml.Replace("staff", new string('x', 256 * 1024)), "federation.answer_malformed"),
        ("elements nested a hundred deep", (_, d) => d.Xml.Replace("staff", string.Concat(Enumerable.Repeat("<a>", 100)) + string.Concat(Enumerable.Repeat("</a>", 100))), "federation.answer_malformed"),
        ("elements nested ten thousand deep", (_, d) => d.Xml.Replace("staff", string.Concat(Enumerable.Repeat("<a>", 10_000)) + string.Concat(Enumerable.Repeat("</a>", 10_000))), "federation.answer_malformed"),
        ("a hundred attributes on an element", (_, d) => d.Xml.Replace("Name=\"groups\"", "Name=\"groups\"" + string.Concat(Enumerable.Range(0, 100).Select(n => $" a{n}=\"\""))), "federation.answer_malformed"),
        ("no XML", (_, _) => "Welcome!", "federation.answer_malformed"),
        ("XML that ends early", (t, d) => t.Idp.SignAssertion(d)[..^30], "federation.answer_malformed"),
        ("another message", (t, d) => t.Idp.Sign(d.Xml.Replace("samlp:Response", "samlp:ArtifactResponse"), d.ResponseId), "federation.answer_malformed"),
        ("SAML 1.1's namespace", (t, d) => t.Idp.Sign(d.Xml.Replace(SamlDraft.Protocol, "urn:oasis:names:tc:SAML:1.0:protocol"), d.ResponseId), "federation.answer_malformed"),
    ];

    private const string Sha1 = "http://www.w3.org/2000/09/xmldsig#sha1";
    private const string Sha1Signature = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";

    private static IEnumerable<string> Names => Cases.Select(each => each.Name);

    [TestCaseSource(nameof(Names)), Category("SAML Core §5.4")]
    public async Task What_is_not_signed_as_it_must_be_is_refused(string name)
    {
        var (_, message, id) = Cases.Single(each => each.Name == name);
        var draft = Draft();

        Assert.That(await RefusedAsync(draft, message(this, draft)), Is.EqualTo(id));
    }
}
