using PseIdentity.Server.SignIn.WebAuthn;

namespace PseIdentity.Server.SignIn.Passkeys;

/// <summary>
/// What the keeper of a passkey is called, so that its owner knows it in a list. Only a name: an AAGUID proves nothing by itself
/// (Web Authentication Level 3 §6.5.1).
/// </summary>
internal static class PasskeyModels
{
    // Makers of passkeys that are synchronised publish these; models of security keys are in the metadata.
    private static readonly Dictionary<Guid, string> Keepers = new()
    {
        [new("fbfc3007-154e-4ecc-8c0b-6e020557d7bd")] = "iCloud Keychain",
        [new("dd4ec289-e01d-41c9-bb89-70fa845d4bf2")] = "iCloud Keychain",
        [new("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4")] = "Google Password Manager",
        [new("adce0002-35bc-c60a-648b-0b25f1f05503")] = "Chrome on Mac",
        [new("08987058-cadc-4b81-b6e1-30de50dcbe96")] = "Windows Hello",
        [new("9ddd1817-af5a-4672-a2b9-3e3dd95000a9")] = "Windows Hello",
        [new("6028b017-b1d4-4c02-b4b3-afcdafc96bb2")] = "Windows Hello",
        [new("53414d53-554e-4700-0000-000000000000")] = "Samsung Pass",
        [new("bada5566-a7aa-401f-bd96-45619a55120d")] = "1Password",
        [new("d548826e-79b4-db40-a3d8-11116f7e8349")] = "Bitwarden",
        [new("531126d6-e717-415c-9320-3d9aa6981239")] = "Dashlane",
        [new("fdb141b2-5d84-443e-8a35-4698c205a502")] = "KeePassXC",
    };

    /// <summary>Null where neither the metadata nor we know it.</summary>
    public static string? NameOf(NewPasskey passkey) => passkey.Attestation.Model?.Description ?? Keepers.GetValueOrDefault(passkey.Aaguid);
}
