using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Server.Email;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.SecondFactors;

/// <summary>Ten codes on paper, for the day on which every factor is out of reach: 50 random bits each, kept as hashes, each works once.</summary>
internal sealed class RecoveryCodes(CredentialStore credentials, UserStore accounts, SecurityNotice notice, OutboxSignal outbox)
{
    public const int Length = 10;

    /// <summary>From so many left the person is told to make new ones.</summary>
    public const int Few = 3;

    private const int Many = 10;

    /// <summary>Makes new codes; those from before work no more. They are shown once. Empty when the person is gone.</summary>
    /// <param name="tells">Whether their owner hears of it by mail; where they come with another factor, that is told already.</param>
    public async Task<IReadOnlyList<string>> IssueAsync(Account person, Caller caller, CancellationToken ct, bool tells = false)
    {
        var codes = Enumerable.Range(0, Many).Select(_ => TypedCode.NewLetters(Length)).ToList();
        var issued = await credentials.AddAsync(person.Id, new NewCredential
        {
            Kind = CredentialKinds.RecoveryCodes,
            Secret = Write([.. codes.Select(code => HashOf(person, code))]),
            ReplacesItsKind = true,
            Record = new ChangeRecord(caller.Event("recovery-codes.issued", person.Id), tells ? notice.Messages(person, "CredentialAdded", caller) : []),
        }, ct);
        if (issued is null)
            return [];
        outbox.Wake();
        return [.. codes.Select(TypedCode.Grouped)];
    }

    /// <summary>How many have not been used; none where there were none.</summary>
    public static int Left(Account person) => person.Find(CredentialKinds.RecoveryCodes) is { } row ? HashesIn(row).Count : 0;

    /// <summary>Uses up a code; false when it is none of the person's, or was used.</summary>
    public async Task<bool> TryUseAsync(Account person, string code)
    {
        // Somebody may use another code at the same time; the list is then read anew, without the one that is gone.
        var current = person;
        for (var tries = 0; tries < Many; tries++)
        {
            if (current?.Find(CredentialKinds.RecoveryCodes) is not { } row)
                return false;
            var hash = HashOf(person, code);
            var hashes = HashesIn(row);
            var left = hashes.Where(each => !CryptographicOperations.FixedTimeEquals(each, hash)).ToList();
            if (left.Count == hashes.Count)
                return false;
            if (await credentials.TryReplaceSecretAsync(row, Write(left), CancellationToken.None))
                return true;
            current = await accounts.FindAsync(person.Id, CancellationToken.None);
        }
        return false;
    }

    private static byte[] HashOf(Account person, string code) => TypedCode.Hash(person.Id.ToByteArray(), code);

    private static List<byte[]> HashesIn(Credential row) => JsonSerializer.Deserialize(row.Secret, RecoveryCodesJson.Default.ListByteArray) ?? [];

    private static byte[] Write(List<byte[]> hashes) => JsonSerializer.SerializeToUtf8Bytes(hashes, RecoveryCodesJson.Default.ListByteArray);
}

[JsonSerializable(typeof(List<byte[]>))]
internal sealed partial class RecoveryCodesJson : JsonSerializerContext;
