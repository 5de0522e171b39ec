using System.Formats.Cbor;
using NUnit.Framework;
using PseIdentity.Server.SignIn.WebAuthn;

namespace PseIdentity.Server.Tests.SignIn.WebAuthn;

/// <summary>The examples of RFC 8949 Appendix A: what WebAuthn uses comes out as printed, the rest is refused.</summary>
[Category("RFC 8949 §A")]
internal sealed class CborTests
{
    [TestCase("00", 0L)]
    [TestCase("01", 1L)]
    [TestCase("0a", 10L)]
    [TestCase("17", 23L)]
    [TestCase("1818", 24L)]
    [TestCase("1819", 25L)]
    [TestCase("1864", 100L)]
    [TestCase("1903e8", 1000L)]
    [TestCase("1a000f4240", 1000000L)]
    [TestCase("1b000000e8d4a51000", 1000000000000L)]
    [TestCase("20", -1L)]
    [TestCase("29", -10L)]
    [TestCase("3863", -100L)]
    [TestCase("3903e7", -1000L)]
    [TestCase("f4", false)]
    [TestCase("f5", true)]
    [TestCase("60", "")]
    [TestCase("6161", "a")]
    [TestCase("6449455446", "IETF")]
    [TestCase("62225c", "\"\\")]
    [TestCase("62c3bc", "ü")]
    [TestCase("63e6b0b4", "水")]
    [TestCase("64f0908591", "\U00010151")]
    public void Plain(string hex, object expected) => Assert.That(Read(hex), Is.EqualTo(expected));

    [TestCase("40", "")]
    [TestCase("4401020304", "01020304")]
    public void Octets(string hex, string expected) => Assert.That(Read(hex), Is.EqualTo(Convert.FromHexString(expected)));

    [Test]
    public void Lists()
    {
        Assert.That(Read("80"), Is.Empty);
        Assert.That(Read("83010203"), Is.EqualTo(new object[] { 1L, 2L, 3L }));
        Assert.That(Read("8301820203820405"), Is.EqualTo(new object[] { 1L, new object[] { 2L, 3L }, new object[] { 4L, 5L } }));
        Assert.That(Read("98190102030405060708090a0b0c0d0e0f101112131415161718181819"), Is.EqualTo(Enumerable.Range(1, 25).Select(i => (object)(long)i)));
    }

    [Test]
    public void Maps()
    {
        Assert.That(((CborMap)Read("a0")!).Count, Is.Zero);
        Assert.That(((CborMap)Read("a201020304")!).Integer(3L), Is.EqualTo(4));
        Assert.That(((CborMap)Read("a26161016162820203")!).Integer("a"), Is.EqualTo(1));
        Assert.That(((CborMap)Read("a56161614161626142616361436164614461656145")!).Text("e"), Is.EqualTo("E"));
        Assert.That(Read("826161a161626163"), Is.InstanceOf<List<object>>());
    }

    [TestCase("1bffffffffffffffff", Description = "18446744073709551615, over what is counted here")]
    [TestCase("3bffffffffffffffff", Description = "-18446744073709551616")]
    [TestCase("c249010000000000000000", Description = "a bignum")]
    [TestCase("c349010000000000000000", Description = "a negative bignum")]
    [TestCase("f90000", Description = "0.0")]
    [TestCase("fb3ff199999999999a", Description = "1.1")]
    [TestCase("f97c00", Description = "Infinity")]
    [TestCase("f97e00", Description = "NaN")]
    [TestCase("f6", Description = "null")]
    [TestCase("f7", Description = "undefined")]
    [TestCase("f0", Description = "simple(16)")]
    [TestCase("f8ff", Description = "simple(255)")]
    [TestCase("c074323031332d30332d32315432303a30343a30305a", Description = "a tagged date")]
    [TestCase("d74401020304", Description = "tagged octets")]
    [TestCase("5f42010243030405ff", Description = "octets in pieces")]
    [TestCase("7f657374726561646d696e67ff", Description = "a text in pieces")]
    [TestCase("9fff", Description = "a list without a length")]
    [TestCase("bf61610161629f0203ffff", Description = "a map without a length")]
    public void What_WebAuthn_does_not_use_is_refused(string hex) => Assert.That(Read(hex), Is.Null);

    [TestCase("1800", Description = "0 in two octets")]
    [TestCase("1900ff")]
    [TestCase("5801aa", Description = "a length in more octets than it needs")]
    [TestCase("a20101", Description = "cut off")]
    [TestCase("a201010102", Description = "a key twice")]
    [TestCase("a202010102", Description = "keys out of order")]
    [TestCase("61ff", Description = "no UTF-8")]
    [TestCase("0000", Description = "two items")]
    [TestCase("ff", Description = "an end without a beginning")]
    [TestCase("", Description = "nothing")]
    public void What_is_not_canonical_or_not_whole_is_refused(string hex) => Assert.That(Read(hex), Is.Null);

    private static object? Read(string hex) => Cbor.Read(Convert.FromHexString(hex), CborConformanceMode.Ctap2Canonical);
}
