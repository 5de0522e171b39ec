using PseIdentity.Protocol.Jose;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.SignIn.Passkeys;
using PseIdentity.Server.SignIn.WebAuthn;

namespace PseIdentity.Server.Pages;

/// <summary>What a page tells the browser's keepers of passkeys (Web Authentication Level 3 §5.1.10), so that they offer neither removed passkeys nor former names.</summary>
/// <param name="RpId">Of this provider.</param>
/// <param name="UserId">The user handle, in base64url; null where nobody is signed in.</param>
/// <param name="Credentials">The ids of all passkeys of that person, in base64url.</param>
/// <param name="Unknown">A passkey that was used and that nobody here has.</param>
internal sealed record PasskeySignal(string RpId, string? UserId, string? Credentials, string? Name, string? DisplayName, string? Unknown)
{
    /// <summary>Null where browsers offer no passkeys at this address.</summary>
    public static PasskeySignal? Of(Storage.Users.Account person, PasskeyScope scope) => scope.IsUsable
        ? new PasskeySignal(scope.RpId, CanonicalBase64Url.Encode(OwnedPasskeys.HandleOf(person)),
            string.Join(' ', OwnedPasskeys.DescriptorsOf(person).Select(passkey => CanonicalBase64Url.Encode(passkey.CredentialId))),
            PersonName.SignInName(person), PersonName.Of(person), null)
        : null;

    public static PasskeySignal OfUnknown(string credential, PasskeyScope scope) => new(scope.RpId, null, null, null, null, credential);
}
