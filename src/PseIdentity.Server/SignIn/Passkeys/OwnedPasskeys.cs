using System.Text;
using PseIdentity.Server.SignIn.WebAuthn;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.Passkeys;

/// <summary>A passkey and whose it is.</summary>
internal sealed record OwnedPasskey(Account Person, Credential Credential);

/// <summary>Passkeys as the database has them, in the words of the ceremonies.</summary>
internal sealed class OwnedPasskeys(CredentialStore credentials, UserStore accounts)
{
    /// <summary>§5.4.3: the user handle says nothing about the person; the subject is random.</summary>
    public static byte[] HandleOf(Account person) => Encoding.ASCII.GetBytes(person.Subject);

    public static IReadOnlyList<PasskeyDescriptor> DescriptorsOf(Account person) =>
        [.. person.All(CredentialKinds.Passkey).Where(credential => credential.ExternalId is not null)
            .Select(credential => new PasskeyDescriptor(credential.ExternalId ?? [], PasskeyData.Of(credential).Transports))];

    /// <summary>§7.2 step 6: the passkey of this id, whoever owns it; null when there is none.</summary>
    public async ValueTask<OwnedPasskey?> FindAsync(byte[] credentialId, CancellationToken ct)
    {
        if (await credentials.FindOwnerAsync(credentialId, ct) is not { } owner || await accounts.FindAsync(owner, ct) is not { } person)
            return null;
        return person.All(CredentialKinds.Passkey).FirstOrDefault(each => each.ExternalId.AsSpan().SequenceEqual(credentialId)) is { } credential
            ? new OwnedPasskey(person, credential)
            : null;
    }

    public static PasskeyRecord RecordOf(OwnedPasskey owned) => new()
    {
        CredentialId = owned.Credential.ExternalId ?? [],
        UserHandle = HandleOf(owned.Person),
        PublicKey = owned.Credential.Secret,
        SignCount = (uint)(owned.Credential.SignCount ?? 0),
        IsBackupEligible = PasskeyData.Of(owned.Credential).BackupEligible,
    };

    /// <summary>
    /// §7.2 step 24: the counter, which only grows, and the backup state. False when another sign-in came with the same counter, or a later one.
    /// </summary>
    public ValueTask<bool> TryKeepAsync(OwnedPasskey owned, UsedPasskey used) =>
        credentials.TryUsePasskeyAsync(owned.Credential.Id, used.SignCount, (PasskeyData.Of(owned.Credential) with { BackedUp = used.IsBackedUp }).ToJson(), CancellationToken.None);
}
