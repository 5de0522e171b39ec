using System.Numerics;

namespace PseIdentity.Protocol.Jose;

/// <summary>
/// RSA moduli of the library with which smart cards and TPMs made keys until 2017 (ROCA, CVE-2017-15361): whoever knows the public key can factor it.
/// Its primes are powers of 65537 modulo a product of small primes, and so then is the modulus.
/// </summary>
internal static class WeakPrimes
{
    private const int Generator = 65537;

    // Among ordinary moduli fewer than one in 2^27 is a power of the generator modulo every one of these.
    private static readonly (int Prime, bool[] IsPower)[] Fingerprint = [.. ((int[])
        [3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167])
        .Select(prime => (prime, Powers(prime)))];

    public static bool Made(ReadOnlySpan<byte> modulus)
    {
        var number = new BigInteger(modulus, isUnsigned: true, isBigEndian: true);
        foreach (var (prime, isPower) in Fingerprint)
            if (!isPower[(int)(number % prime)])
                return false;
        return true;
    }

    private static bool[] Powers(int prime)
    {
        var reached = new bool[prime];
        for (var power = 1; !reached[power]; power = power * Generator % prime)
            reached[power] = true;
        return reached;
    }
}
