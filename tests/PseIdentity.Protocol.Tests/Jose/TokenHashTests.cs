using NUnit.Framework;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.Tests.Jose;

public sealed class TokenHashTests
{
    [Test, Category("OpenID Connect Core §A.3")]
    public void The_at_hash_of_the_example_is_as_printed() => Assert.That(
        TokenHash.For("RS256", "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"), Is.EqualTo("77QmUPtjPfzWtF2AnpK9RQ"));

    [Test, Category("OpenID Connect Core §A.4")]
    public void The_c_hash_of_the_example_is_as_printed() => Assert.That(
        TokenHash.For("RS256", "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk"), Is.EqualTo("LDktKdoQak3Pk0cnXxCltA"));

    [TestCase("ES256", 22)]
    [TestCase("PS384", 32)]
    [TestCase("ES512", 43)]
    [TestCase("EdDSA", 43)]
    public void It_is_half_of_the_hash_that_the_algorithm_uses(string algorithm, int length) =>
        Assert.That(TokenHash.For(algorithm, "token"), Has.Length.EqualTo(length));

    [TestCase("none")]
    [TestCase("")]
    public void An_algorithm_without_a_hash_is_a_mistake(string algorithm) =>
        Assert.That(() => TokenHash.For(algorithm, "token"), Throws.ArgumentException);
}
