using System.Security.Cryptography;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.Tests.Jose;

public sealed class SigningKeyTests
{
    [TestCase("RS256", "RSA", 256)]
    [TestCase("PS256", "RSA", 256)]
    [TestCase("ES256", "EC", 64)]
    [TestCase("EdDSA", "OKP", 64)]
    public void A_generated_key_is_named_by_its_thumbprint_and_publishes_no_secret(string algorithm, string keyType, int signatureLength)
    {
        var key = TestKeys.For(algorithm);

        Assert.That(key.KeyId, Is.EqualTo(key.PublicKey.Thumbprint()));
        Assert.That(key.PublicKey.KeyId, Is.EqualTo(key.KeyId));
        Assert.That(key.PublicKey.KeyType, Is.EqualTo(keyType));
        Assert.That(key.PublicKey.Algorithm, Is.EqualTo(algorithm));
        Assert.That(key.PublicKey.Use, Is.EqualTo("sig"));
        Assert.That(key.PublicKey.IsPrivate, Is.False);
        Assert.That(key.SignatureLength, Is.EqualTo(signatureLength));
        Assert.That(key.Verification.KeyId, Is.EqualTo(key.KeyId));
    }

    [TestCase("RS256")]
    [TestCase("PS256")]
    [TestCase("ES256")]
    [TestCase("EdDSA")]
    public void An_exported_key_signs_again_under_its_name(string algorithm)
    {
        using var again = SigningKey.FromPkcs8(algorithm, "named", TestKeys.For(algorithm).ExportPkcs8());
        var signature = new byte[again.SignatureLength];

        Assert.That(again.Sign("data"u8, signature), Is.EqualTo(signature.Length));
        Assert.That(again.KeyId, Is.EqualTo("named"));
        Assert.That(TestKeys.For(algorithm).Verification.Verify("data"u8, signature), Is.True);
        Assert.That(TestKeys.For(algorithm).Verification.Verify("Data"u8, signature), Is.False);
    }

    [Test]
    public void A_key_that_does_not_suit_the_algorithm_is_refused()
    {
        using var weak = RSA.Create(1024);
        using var otherCurve = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        Assert.That(() => SigningKey.FromPkcs8("RS256", "a", weak.ExportPkcs8PrivateKey()), Throws.InstanceOf<CryptographicException>());
        Assert.That(() => SigningKey.FromPkcs8("ES256", "a", otherCurve.ExportPkcs8PrivateKey()), Throws.InstanceOf<CryptographicException>());
        Assert.That(() => SigningKey.FromPkcs8("RS256", "a", otherCurve.ExportPkcs8PrivateKey()), Throws.InstanceOf<CryptographicException>());
        Assert.That(() => SigningKey.FromPkcs8("ES256", "a", [1, 2, 3]), Throws.InstanceOf<CryptographicException>());
        Assert.That(() => SigningKey.FromPkcs8("EdDSA", "a", otherCurve.ExportPkcs8PrivateKey()), Throws.InstanceOf<CryptographicException>());
        Assert.That(() => SigningKey.FromPkcs8("EdDSA", "a", []), Throws.InstanceOf<CryptographicException>());
        Assert.That(() => SigningKey.Generate("HS256"), Throws.ArgumentException);
        Assert.That(() => SigningKey.Generate("none"), Throws.ArgumentException);
    }

    [TestCase("RS256")]
    [TestCase("ES256")]
    [TestCase("EdDSA")]
    public async Task Many_threads_sign_and_verify_at_once(string algorithm)
    {
        var key = TestKeys.For(algorithm);
        await Parallel.ForAsync(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, (i, _) =>
        {
            var data = BitConverter.GetBytes(i);
            var signature = new byte[key.SignatureLength];
            key.Sign(data, signature);
            Assert.That(key.Verification.Verify(data, signature), Is.True);
            return ValueTask.CompletedTask;
        });
    }

    [Test]
    public void A_disposed_key_signs_no_more_but_what_it_signed_still_verifies()
    {
        var key = SigningKey.Generate("ES256");
        var signature = new byte[key.SignatureLength];
        key.Sign("data"u8, signature);

        key.Dispose();

        Assert.That(() => key.Sign("data"u8, signature), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(key.Verification.Verify("data"u8, signature), Is.True);
    }
}
