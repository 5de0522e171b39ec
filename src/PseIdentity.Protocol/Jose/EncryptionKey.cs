using System.Security.Cryptography;

namespace PseIdentity.Protocol.Jose;

/// <summary>The public key of a recipient together with the one algorithm that content encryption keys reach it by.</summary>
public sealed class EncryptionKey
{
    private readonly KeyManagement algorithm;

    private EncryptionKey(Jwk key, KeyManagement algorithm) => (Key, this.algorithm) = (key, algorithm);

    public Jwk Key { get; }

    /// <summary><c>alg</c> of what is encrypted to it.</summary>
    public string Algorithm => algorithm.Name;

    /// <summary>Null when the algorithm is none of ours or the key is not for it.</summary>
    public static EncryptionKey? Create(Jwk key, string algorithm) =>
        KeyManagement.Find(algorithm) is { } found && found.Fits(key) ? new EncryptionKey(key, found) : null;

    /// <summary>Makes a content encryption key and the form in which it travels (RFC 7516 §5.1 steps 1 to 8).</summary>
    internal (byte[] ContentKey, byte[] EncryptedKey, Jwk? Ephemeral) Establish(ContentEncryption encryption)
    {
        if (algorithm.KeyType == "RSA")
        {
            var contentKey = RandomNumberGenerator.GetBytes(encryption.KeyLength);
            using var rsa = RSA.Create(Key.ToRsaParameters());
            return (contentKey, rsa.Encrypt(contentKey, RSAEncryptionPadding.OaepSHA256), null);
        }

        // RFC 7518 §4.6: "A new ephemeral public key value MUST be generated for each key agreement operation."
        var recipient = Key.ToEcParameters();
        using var ephemeral = ECDiffieHellman.Create(recipient.Curve);
        using var theirs = ECDiffieHellman.Create(recipient);
        var agreed = ephemeral.DeriveRawSecretAgreement(theirs.PublicKey);
        var epk = Jwk.Ephemeral(ephemeral.ExportParameters(false), Key.Curve ?? "");
        if (algorithm.WrapLength == 0)
            return (ConcatKdf.Derive(agreed, encryption.Name, [], [], encryption.KeyLength), [], epk);

        var wrapped = RandomNumberGenerator.GetBytes(encryption.KeyLength);
        return (wrapped, AesKeyWrap.Wrap(ConcatKdf.Derive(agreed, algorithm.Name, [], [], algorithm.WrapLength), wrapped), epk);
    }
}
