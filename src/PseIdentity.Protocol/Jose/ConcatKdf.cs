using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PseIdentity.Protocol.Jose;

/// <summary>The key derivation of ECDH-ES (RFC 7518 §4.6.2): Concat KDF of SP 800-56A §5.8.1 with SHA-256.</summary>
internal static class ConcatKdf
{
    /// <param name="agreed">Z, the shared secret.</param>
    /// <param name="algorithm">AlgorithmID: <c>enc</c> for direct agreement, otherwise <c>alg</c>.</param>
    /// <param name="keyLength">Octets of the key.</param>
    public static byte[] Derive(ReadOnlySpan<byte> agreed, string algorithm, ReadOnlySpan<byte> partyU, ReadOnlySpan<byte> partyV, int keyLength)
    {
        byte[] otherInfo =
        [
            .. Number(algorithm.Length), .. Encoding.ASCII.GetBytes(algorithm), .. Number(partyU.Length), .. partyU, .. Number(partyV.Length), .. partyV,
            .. Number(keyLength * 8),
        ];
        var key = new byte[keyLength];
        for (var (round, done) = (1, 0); done < keyLength; round++)
        {
            var hash = SHA256.HashData([.. Number(round), .. agreed, .. otherInfo]);
            var take = Math.Min(hash.Length, keyLength - done);
            hash.AsSpan(0, take).CopyTo(key.AsSpan(done));
            done += take;
        }
        return key;
    }

    private static byte[] Number(int value)
    {
        var octets = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(octets, value);
        return octets;
    }
}
