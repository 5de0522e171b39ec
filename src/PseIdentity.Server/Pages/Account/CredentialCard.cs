using Microsoft.Extensions.Localization;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Localization;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Pages.Account;

/// <summary>How something to sign in with is shown to its owner.</summary>
/// <param name="Kind">In words.</param>
/// <param name="Name">What its owner calls it; null where it has no name.</param>
/// <param name="More">When it was added and last used.</param>
internal sealed record CredentialCard(Guid Id, string Kind, string? Name, string More, string Icon, bool MayRename, bool MayRemove)
{
    public static CredentialCard Of(Credential credential, PersonTime times, bool mayRemove, IStringLocalizer<Text> text) => new(
        credential.Id, text["Credential." + credential.Kind], NameOf(credential),
        text["Security.Added", times.WriteDay(credential.CreatedAt)] + "\u00a0· "
            + (credential.UsedAt is { } used ? text["Security.Used", times.WriteDay(used)] : text["Security.NeverUsed"]),
        IconOf(credential.Kind), credential.Kind is CredentialKinds.Passkey or CredentialKinds.Totp, mayRemove);

    // Of a number only the end: somebody may look over the owner's shoulder.
    private static string? NameOf(Credential credential) => credential.Kind switch
    {
        CredentialKinds.Sms => credential.SecretText() is { Length: > 4 } number ? "•••• " + number[^4..] : null,
        CredentialKinds.Email => credential.SecretText(),
        _ => credential.Name,
    };

    private static string IconOf(string kind) => kind switch
    {
        CredentialKinds.Passkey => "passkey",
        CredentialKinds.Totp => "phone-code",
        CredentialKinds.Sms => "phone",
        CredentialKinds.Email => "mail",
        _ => "key",
    };
}
