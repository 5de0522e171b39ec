using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PseIdentity.Storage.Secrets;

/// <summary>
/// The one key outside the database: what the database must not show is AES-256-GCM under a key derived from it, bound to its table and row.
/// Former root keys still open what they sealed.
/// </summary>
internal sealed class RootKey
{
    public const int Length = 32;
    private const byte Format = 1;
    private const int KeyIdLength = 4;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeaderLength = 1 + KeyIdLength + NonceLength;

    private readonly byte[] key;
    private readonly uint keyId;
    private readonly Dictionary<uint, byte[]> known = [];

    public RootKey(byte[] key, params IEnumerable<byte[]> former)
    {
        foreach (var each in former.Append(key))
        {
            if (each.Length != Length)
                throw new ArgumentException("A root key is 32 bytes.", nameof(key));
            known[IdOf(each)] = each;
        }
        this.key = key;
        keyId = IdOf(key);
    }

    /// <param name="table">The table that will hold the result.</param>
    /// <param name="row">The row's key: the same bytes open nothing in another row.</param>
    public byte[] Seal(ReadOnlySpan<byte> plain, string table, ReadOnlySpan<byte> row)
    {
        var sealedBytes = new byte[HeaderLength + plain.Length + TagLength];
        sealedBytes[0] = Format;
        BinaryPrimitives.WriteUInt32BigEndian(sealedBytes.AsSpan(1), keyId);
        var nonce = sealedBytes.AsSpan(1 + KeyIdLength, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = Cipher(key, table);
        var body = sealedBytes.AsSpan(HeaderLength);
        cipher.Encrypt(nonce, plain, body[..^TagLength], body[^TagLength..], AssociatedData(table, row));
        return sealedBytes;
    }

    /// <exception cref="CryptographicException">It was sealed under an unknown root key, for another row, or was changed.</exception>
    public byte[] Open(ReadOnlySpan<byte> sealedBytes, string table, ReadOnlySpan<byte> row)
    {
        if (sealedBytes.Length < HeaderLength + TagLength || sealedBytes[0] != Format)
            throw new CryptographicException($"A secret in {table} is not in the form that this program writes.");
        if (!known.TryGetValue(BinaryPrimitives.ReadUInt32BigEndian(sealedBytes[1..]), out var sealer))
            throw new CryptographicException(
                $"A secret in {table} was sealed under another root key. Keys:Root must be the key that this database was made with, or Keys:FormerRoots must list it.");

        var nonce = sealedBytes.Slice(1 + KeyIdLength, NonceLength);
        var body = sealedBytes[HeaderLength..];
        var plain = new byte[body.Length - TagLength];
        using var cipher = Cipher(sealer, table);
        cipher.Decrypt(nonce, body[..^TagLength], body[^TagLength..], plain, AssociatedData(table, row));
        return plain;
    }

    /// <summary>True when it is sealed under a former root key.</summary>
    public bool IsFormer(ReadOnlySpan<byte> sealedBytes) => BinaryPrimitives.ReadUInt32BigEndian(sealedBytes[1..]) != keyId;

    /// <summary>A keyed digest for comparing values that must not be kept, one per key that is known, the current one first.</summary>
    public IReadOnlyList<byte[]> Macs(string purpose, ReadOnlySpan<byte> value)
    {
        var macs = new List<byte[]> { HMACSHA256.HashData(Derive(key, purpose), value) };
        foreach (var (id, each) in known)
            if (id != keyId)
                macs.Add(HMACSHA256.HashData(Derive(each, purpose), value));
        return macs;
    }

    // A key per table keeps the number of random nonces under one key far below what GCM bears (NIST SP 800-38D §8.3).
    private static AesGcm Cipher(byte[] root, string table) => new(Derive(root, "seal:" + table), TagLength);

    private static byte[] Derive(byte[] root, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, root, Length, info: Encoding.UTF8.GetBytes("pse-identity:" + purpose));

    private static byte[] AssociatedData(string table, ReadOnlySpan<byte> row) => [.. Encoding.UTF8.GetBytes(table), 0, .. row];

    private static uint IdOf(byte[] root) => BinaryPrimitives.ReadUInt32BigEndian(Derive(root, "key-id"));
}
