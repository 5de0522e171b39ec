using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace PseIdentity.Protocol.Jose;

/// <summary>
/// Ed25519 (RFC 8032 §5.1), which the framework does not have, by the libcrypto that the framework itself stands on. Where that is missing or leaves
/// the curve out, EdDSA is neither offered nor accepted anywhere: <see cref="IsSupported"/> decides.
/// </summary>
internal sealed partial class Ed25519 : IDisposable
{
    public const int KeyLength = 32;
    public const int SignatureLength = 64;

    // The order of the group, L = 2^252 + 27742317777372353535851937790883648493 (RFC 8032 §5.1), least significant octet first.
    private static ReadOnlySpan<byte> Order =>
    [
        0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE, 0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];

    // OneAsymmetricKey, version 1, id-Ed25519, and the seed as an OCTET STRING within an OCTET STRING (RFC 8410 §7).
    private static ReadOnlySpan<byte> Pkcs8Prefix => [0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

    private readonly Key key;

    private Ed25519(Key key) => this.key = key;

    /// <summary>Whether the system's libcrypto can sign and verify with it.</summary>
    public static bool IsSupported { get; } = TrySignAndVerify();

    public static Ed25519 FromPublicKey(ReadOnlySpan<byte> x) =>
        new(Checked(Native.NewPublicKey(Native.Ed25519, 0, in MemoryMarshal.GetReference(x), (nuint)x.Length)));

    public static Ed25519 FromPkcs8(ReadOnlySpan<byte> pkcs8)
    {
        if (pkcs8.Length != Pkcs8Prefix.Length + KeyLength || !pkcs8.StartsWith(Pkcs8Prefix))
            throw new CryptographicException("This is not an Ed25519 private key in PKCS#8 (RFC 8410 section 7).");
        return new(Checked(Native.NewPrivateKey(Native.Ed25519, 0, in pkcs8[Pkcs8Prefix.Length], KeyLength)));
    }

    /// <summary>A new private key: 32 random octets (RFC 8032 §5.1.5).</summary>
    public static byte[] GeneratePkcs8() => [.. Pkcs8Prefix, .. RandomNumberGenerator.GetBytes(KeyLength)];

    public byte[] PublicKey()
    {
        var x = new byte[KeyLength];
        nuint length = KeyLength;
        Require(Native.GetPublicKey(key, ref x[0], ref length) == 1 && length == KeyLength);
        return x;
    }

    public int Sign(ReadOnlySpan<byte> data, Span<byte> signature)
    {
        using var context = Context();
        nuint length = SignatureLength;
        Require(signature.Length >= SignatureLength && Native.SignInit(context, 0, 0, 0, key) == 1
            && Native.Sign(context, ref MemoryMarshal.GetReference(signature), ref length, in MemoryMarshal.GetReference(data), (nuint)data.Length) == 1);
        return (int)length;
    }

    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        // RFC 8032 §5.1.7 step 1: S "in the range 0 <= s < L"; another S would be a second signature for the same text.
        if (signature.Length != SignatureLength || !IsBelowOrder(signature[KeyLength..]))
            return false;

        using var context = Context();
        Require(Native.VerifyInit(context, 0, 0, 0, key) == 1);
        return Native.Verify(context, in MemoryMarshal.GetReference(signature), SignatureLength, in MemoryMarshal.GetReference(data), (nuint)data.Length) == 1;
    }

    public void Dispose() => key.Dispose();

    private static bool IsBelowOrder(ReadOnlySpan<byte> s)
    {
        for (var i = s.Length - 1; i >= 0; i--)
            if (s[i] != Order[i])
                return s[i] < Order[i];
        return false;
    }

    private static DigestContext Context()
    {
        var context = Native.NewContext();
        Require(!context.IsInvalid);
        return context;
    }

    private static Key Checked(Key key)
    {
        if (!key.IsInvalid)
            return key;
        key.Dispose();
        throw new CryptographicException("libcrypto does not take this Ed25519 key.");
    }

    private static void Require(bool done)
    {
        if (!done)
            throw new CryptographicException("An Ed25519 operation of libcrypto failed.");
    }

    private static bool TrySignAndVerify()
    {
        if (!NativeLibrary.TryLoad(Native.Library, typeof(Ed25519).Assembly, DllImportSearchPath.SafeDirectories, out var library))
            return false;
        try
        {
            // A build without the curve, or a FIPS provider that forbids it, fails here and not at somebody's first sign-in.
            using var key = FromPkcs8(GeneratePkcs8());
            var signature = new byte[SignatureLength];
            key.Sign("probe"u8, signature);
            using var other = FromPublicKey(key.PublicKey());
            return other.Verify("probe"u8, signature);
        }
        catch (Exception e) when (e is CryptographicException or EntryPointNotFoundException)
        {
            return false;
        }
        finally
        {
            NativeLibrary.Free(library);
        }
    }

    private sealed class Key() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        protected override bool ReleaseHandle()
        {
            Native.FreeKey(handle);
            return true;
        }
    }

    private sealed class DigestContext() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        protected override bool ReleaseHandle()
        {
            Native.FreeContext(handle);
            return true;
        }
    }
}
