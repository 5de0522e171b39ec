using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PseIdentity.Testing.WebAuthn;

/// <summary>What a browser and an authenticator are about to say, right as it stands; a test breaks one thing.</summary>
public sealed class AuthenticatorAnswer
{
    public const byte UserPresent = 0x01;
    public const byte UserVerified = 0x04;
    public const byte BackupEligible = 0x08;
    public const byte BackedUp = 0x10;
    public const byte HasCredential = 0x40;
    public const byte HasExtensions = 0x80;

    public required string Type { get; set; }
    public required string Challenge { get; set; }
    public required string Origin { get; set; }
    public bool? CrossOrigin { get; set; } = false;
    public string? TopOrigin { get; set; }

    /// <summary>Instead of the members above.</summary>
    public byte[]? ClientData { get; set; }

    public required string RpId { get; set; }
    public byte Flags { get; set; } = UserPresent | UserVerified;
    public uint Counter { get; set; }
    public Guid Aaguid { get; set; }

    /// <summary>In the authenticator data.</summary>
    public required byte[] CredentialId { get; set; }

    /// <summary>In the browser's answer; null for the same.</summary>
    public byte[]? RawId { get; set; }

    public string CredentialType { get; set; } = "public-key";
    public byte[]? PublicKey { get; set; }
    public byte[] Extensions { get; set; } = [];
    public byte[] LeftOver { get; set; } = [];
    public byte[]? UserHandle { get; set; }

    /// <summary>Which kind of statement, such as <see cref="Statements.Packed"/>.</summary>
    public Func<AttestedMaterial, (string Format, Action<System.Formats.Cbor.CborWriter> Statement)> Attestation { get; set; } = Statements.None;

    /// <summary>Changes the attestation object, or the signature of an assertion, at the very end.</summary>
    public Func<byte[], byte[]> Last { get; set; } = octets => octets;

    public byte[] ClientDataJson()
    {
        if (ClientData is not null)
            return ClientData;
        var members = new Dictionary<string, object> { ["type"] = Type, ["challenge"] = Challenge, ["origin"] = Origin };
        if (CrossOrigin is { } cross)
            members["crossOrigin"] = cross;
        if (TopOrigin is not null)
            members["topOrigin"] = TopOrigin;
        return Encoding.UTF8.GetBytes(JsonSerializer.Serialize(members));
    }

    public byte[] AuthenticatorData()
    {
        var numbers = new byte[6];
        BinaryPrimitives.WriteUInt32BigEndian(numbers, Counter);
        BinaryPrimitives.WriteUInt16BigEndian(numbers.AsSpan(4), (ushort)CredentialId.Length);
        byte[] credential = (Flags & HasCredential) == 0 ? [] : [.. Aaguid.ToByteArray(bigEndian: true), .. numbers[4..], .. CredentialId, .. PublicKey ?? []];
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(RpId)), Flags, .. numbers[..4], .. credential, .. Extensions, .. LeftOver];
    }
}
