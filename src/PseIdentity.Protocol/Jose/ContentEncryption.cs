using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PseIdentity.Protocol.Jose;

/// <summary>What an <c>enc</c> value of a JWE means (RFC 7518 §5): authenticated encryption of the content under a key made for this one message.</summary>
internal abstract class ContentEncryption(string name, int keyLength, int ivLength, int tagLength)
{
    private static readonly ContentEncryption[] Known =
    [
        new Cbc("A128CBC-HS256", 32, HMACSHA256.HashData), new Cbc("A256CBC-HS512", 64, HMACSHA512.HashData), new Gcm("A128GCM", 16), new Gcm("A256GCM", 32),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(known => known.Name)];

    public string Name => name;

    /// <summary>Octets of the content encryption key.</summary>
    public int KeyLength => keyLength;

    public static ContentEncryption? Find(string? name) => Array.Find(Known, known => known.Name == name);

    /// <summary>Encrypts under a fresh initialisation vector.</summary>
    public (byte[] Iv, byte[] Ciphertext, byte[] Tag) Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> authenticated) =>
        Encrypt(key, RandomNumberGenerator.GetBytes(ivLength), plaintext, authenticated);

    /// <summary>As printed examples need it, with a given vector.</summary>
    internal abstract (byte[] Iv, byte[] Ciphertext, byte[] Tag) Encrypt(ReadOnlySpan<byte> key, byte[] iv, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> authenticated);

    /// <summary>The plaintext, or null when anything at all is not as it was encrypted.</summary>
    public byte[]? Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> authenticated) =>
        key.Length == keyLength && iv.Length == ivLength && tag.Length == tagLength ? Open(key, iv, ciphertext, tag, authenticated) : null;

    protected abstract byte[]? Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> authenticated);

    /// <summary>AES GCM (RFC 7518 §5.3).</summary>
    private sealed class Gcm(string name, int keyLength) : ContentEncryption(name, keyLength, ivLength: 12, TagLength)
    {
        private const int TagLength = 16;

        internal override (byte[] Iv, byte[] Ciphertext, byte[] Tag) Encrypt(ReadOnlySpan<byte> key, byte[] iv, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> authenticated)
        {
            using var aes = new AesGcm(key, TagLength);
            var (ciphertext, tag) = (new byte[plaintext.Length], new byte[TagLength]);
            aes.Encrypt(iv, plaintext, ciphertext, tag, authenticated);
            return (iv, ciphertext, tag);
        }

        protected override byte[]? Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> authenticated)
        {
            using var aes = new AesGcm(key, TagLength);
            var plaintext = new byte[ciphertext.Length];
            try
            {
                aes.Decrypt(iv, ciphertext, tag, plaintext, authenticated);
                return plaintext;
            }
            catch (AuthenticationTagMismatchException)
            {
                return null;
            }
        }
    }

    private delegate byte[] Hmac(byte[] key, byte[] data);

    /// <summary>AES CBC with HMAC (RFC 7518 §5.2): the first half of the key is for the MAC, the second for AES.</summary>
    private sealed class Cbc(string name, int keyLength, Hmac hmac) : ContentEncryption(name, keyLength, ivLength: 16, keyLength / 2)
    {
        internal override (byte[] Iv, byte[] Ciphertext, byte[] Tag) Encrypt(ReadOnlySpan<byte> key, byte[] iv, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> authenticated)
        {
            using var aes = Aes.Create();
            aes.SetKey(key[(KeyLength / 2)..]);
            var ciphertext = aes.EncryptCbc(plaintext, iv);
            return (iv, ciphertext, Tag(key, iv, ciphertext, authenticated));
        }

        // §5.2.2.2: the MAC is compared, in constant time, before anything is decrypted; what follows is ours, so its padding is no oracle.
        protected override byte[]? Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> authenticated)
        {
            if (!CryptographicOperations.FixedTimeEquals(Tag(key, iv, ciphertext, authenticated), tag))
                return null;
            using var aes = Aes.Create();
            aes.SetKey(key[(KeyLength / 2)..]);
            try
            {
                return aes.DecryptCbc(ciphertext, iv);
            }
            catch (CryptographicException)
            {
                return null;
            }
        }

        // §5.2.2.1: MAC over A, IV, E and AL (the bits of A as 64-bit big-endian number), cut to its first half, which is 16 or 32 octets.
        private byte[] Tag(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> authenticated)
        {
            Span<byte> bits = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(bits, (ulong)authenticated.Length * 8);
            return hmac([.. key[..(KeyLength / 2)]], [.. authenticated, .. iv, .. ciphertext, .. bits])[..(KeyLength / 2)];
        }
    }
}
