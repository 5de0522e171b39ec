using System.Text.Json;
using System.Text.Json.Serialization;
using PseIdentity.Server.SignIn.WebAuthn;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.Passkeys;

/// <summary>What is kept of a passkey beside its key and counter: the rest of the credential record of Web Authentication Level 3 §4.</summary>
internal sealed record PasskeyData
{
    /// <summary>How it can be reached; given back to browsers.</summary>
    public IReadOnlyList<string> Transports { get; init; } = [];

    /// <summary>Whether the person was verified when it was made. Every use says anew whether it verified.</summary>
    public bool UserVerified { get; init; }

    /// <summary>Whether it can be synchronised between devices.</summary>
    public bool BackupEligible { get; init; }

    /// <summary>Whether it was synchronised when it was used last.</summary>
    public bool BackedUp { get; init; }

    /// <summary>The model, as the authenticator says.</summary>
    public Guid Aaguid { get; init; }

    /// <summary>Whether it can be found without a user name; null where the browser did not say.</summary>
    public bool? Discoverable { get; init; }

    /// <summary>The attestation statement format.</summary>
    public string Attestation { get; init; } = "none";

    /// <summary>Whether the maker was proven.</summary>
    public bool Trusted { get; init; }

    public static PasskeyData Of(NewPasskey passkey) => new()
    {
        Transports = passkey.Transports,
        UserVerified = passkey.IsUserVerified,
        BackupEligible = passkey.IsBackupEligible,
        BackedUp = passkey.IsBackedUp,
        Aaguid = passkey.Aaguid,
        Discoverable = passkey.IsDiscoverable,
        Attestation = passkey.Attestation.Format,
        Trusted = passkey.Attestation.IsTrusted,
    };

    public static PasskeyData Of(Credential credential) =>
        credential.Data is { } text ? JsonSerializer.Deserialize(text, PasskeyDataJson.Default.PasskeyData) ?? new() : new();

    public string ToJson() => JsonSerializer.Serialize(this, PasskeyDataJson.Default.PasskeyData);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PasskeyData))]
internal sealed partial class PasskeyDataJson : JsonSerializerContext;
