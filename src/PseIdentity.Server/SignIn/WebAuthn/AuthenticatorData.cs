using System.Buffers.Binary;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;

namespace PseIdentity.Server.SignIn.WebAuthn;

/// <summary>What the authenticator says (Web Authentication Level 3 §6.1).</summary>
internal sealed record AuthenticatorData
{
    private const int HeaderLength = 37;
    private const int HashLength = 32;
    private const int AaguidLength = 16;
    private const int LongestCredentialId = 1023;

    private const byte UserPresent = 1 << 0;
    private const byte UserVerified = 1 << 2;
    private const byte BackupEligible = 1 << 3;
    private const byte BackedUp = 1 << 4;
    private const byte HasCredential = 1 << 6;
    private const byte HasExtensions = 1 << 7;

    /// <summary>All of it, as it was signed.</summary>
    public required byte[] Raw { get; init; }

    public required byte Flags { get; init; }

    public required uint SignCount { get; init; }

    /// <summary>The new passkey; there in a registration only.</summary>
    public AttestedCredential? Credential { get; init; }

    public ReadOnlySpan<byte> RpIdHash => Raw.AsSpan(0, HashLength);
    public bool IsUserPresent => (Flags & UserPresent) != 0;
    public bool IsUserVerified => (Flags & UserVerified) != 0;
    public bool IsBackupEligible => (Flags & BackupEligible) != 0;
    public bool IsBackedUp => (Flags & BackedUp) != 0;

    public bool IsFor(string rpId) => CryptographicOperations.FixedTimeEquals(RpIdHash, SHA256.HashData(Encoding.UTF8.GetBytes(rpId)));

    /// <summary>Null unless the flags say exactly what follows them, and nothing is left over. Flags that are reserved are passed over.</summary>
    public static AuthenticatorData? Parse(byte[] raw)
    {
        if (raw.Length < HeaderLength)
            return null;

        var flags = raw[HashLength];
        ReadOnlyMemory<byte> rest = raw.AsMemory(HeaderLength);
        AttestedCredential? credential = null;
        if ((flags & HasCredential) != 0 && (credential = ReadCredential(ref rest)) is null)
            return null;

        // Extension outputs: "a CBOR map with extension identifiers as keys". None was asked for, so that none is used.
        if ((flags & HasExtensions) != 0)
        {
            if (Cbor.Read(rest, CborConformanceMode.Ctap2Canonical, out var length) is not CborMap)
                return null;
            rest = rest[length..];
        }

        return rest.IsEmpty
            ? new AuthenticatorData { Raw = raw, Flags = flags, SignCount = BinaryPrimitives.ReadUInt32BigEndian(raw.AsSpan(HashLength + 1)), Credential = credential }
            : null;
    }

    // §6.5.1: aaguid 16, credentialIdLength 2, "Value MUST be ≤ 1023", credentialId, credentialPublicKey.
    private static AttestedCredential? ReadCredential(ref ReadOnlyMemory<byte> rest)
    {
        if (rest.Length < AaguidLength + 2)
            return null;
        var aaguid = new Guid(rest.Span[..AaguidLength], bigEndian: true);
        int length = BinaryPrimitives.ReadUInt16BigEndian(rest.Span[AaguidLength..]);
        rest = rest[(AaguidLength + 2)..];
        if (length > LongestCredentialId || rest.Length < length)
            return null;
        var id = rest[..length].ToArray();
        rest = rest[length..];
        if (CoseKey.Parse(rest, out var keyLength) is not { } key)
            return null;
        var publicKey = rest[..keyLength].ToArray();
        rest = rest[keyLength..];
        return new AttestedCredential(aaguid, id, publicKey, key);
    }
}

/// <summary>A new passkey as its authenticator describes it (§6.5.1).</summary>
internal sealed record AttestedCredential(Guid Aaguid, byte[] Id, byte[] PublicKey, CoseKey Key);
