using NUnit.Framework;
using PseIdentity.Storage.Organizations;
using PseIdentity.Testing.Fuzzing;

namespace PseIdentity.Storage.Tests.Organizations;

internal sealed class DomainNameTests
{
    [TestCase("acme.example", "acme.example")]
    [TestCase(" ACME.Example. ", "acme.example")]
    [TestCase("bücher.example", "xn--bcher-kva.example")]
    [TestCase("BÜCHER.example", "xn--bcher-kva.example")]
    [TestCase("ａｃｍｅ。example", "acme.example", Description = "wide letters, an ideographic full stop")]
    [TestCase("sub.acme.co.example", "sub.acme.co.example")]
    public void A_domain_is_compared_in_lower_case_ASCII(string written, string expected) => Assert.That(DomainName.Normalize(written), Is.EqualTo(expected));

    [TestCase("")]
    [TestCase("localhost")]
    [TestCase("acme..example")]
    [TestCase("-acme.example")]
    [TestCase("acme-.example")]
    [TestCase("a b.example")]
    [TestCase("acme_.example")]
    [TestCase("acme.example/x")]
    [TestCase("acme.example\0")]
    [TestCase("a123456789012345678901234567890123456789012345678901234567890123.example", Description = "64 characters")]
    public void What_is_no_domain_is_none(string written) => Assert.That(DomainName.Normalize(written), Is.Null);

    [TestCase("dave@acme.example", "acme.example")]
    [TestCase("\"da@ve\"@ACME.example", "acme.example")]
    [TestCase("dave＠acme.example", "acme.example", Description = "a wide at sign")]
    [TestCase("dave@sub.acme.example", "sub.acme.example")]
    [TestCase("dave", null)]
    [TestCase("@acme.example", null)]
    [TestCase("dave@", null)]
    [TestCase("dave@acme", null)]
    [TestCase("dave@acme.example\ud800", null)]
    public void An_address_has_the_domain_after_its_last_at_sign(string address, string? expected) => Assert.That(DomainName.OfAddress(address), Is.EqualTo(expected));

    [Test]
    public void Whatever_is_typed_is_read_quickly() => Fuzz.Text(["dave@acme.example", "x@bücher.example", "a@xn--bcher-kva.example.", "＠。"], input =>
    {
        if (DomainName.OfAddress(input) is { } domain)
            Assert.That(DomainName.Normalize(domain), Is.EqualTo(domain));
    });
}
