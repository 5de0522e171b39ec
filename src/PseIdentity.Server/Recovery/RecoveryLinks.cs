using System.Text.Json;
using PseIdentity.Storage.Codes;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Recovery;

/// <summary>A link of a mail that still works, with whose it is.</summary>
/// <param name="Person">As the account is now.</param>
/// <param name="Page">Where it was asked for.</param>
internal sealed record RecoveryLink(string Way, byte[] Key, Account Person, string Page, DateTimeOffset ExpiresAt);

/// <summary>The links of mails: each works once, by POST alone, and for the account as it was when the mail was written.</summary>
internal sealed class RecoveryLinks(CodeStore codes, UserStore accounts)
{
    /// <summary>A new link. Those before go on working until one is used: otherwise any stranger could take away the link that its owner holds.</summary>
    public async Task IssueAsync(string way, string token, Account person, string mailedTo, string page, DateTimeOffset expiresAt, CancellationToken ct) =>
        await codes.TrySendAsync(new NewCode
        {
            Purpose = PurposeOf(way),
            Key = RecoveryKeys.OfLink(token),
            UserId = person.Id,
            Data = JsonSerializer.Serialize(new LinkTerms(person.Stamp, mailedTo, page), RecoveryJson.Default.LinkTerms),
            ExpiresAt = expiresAt,
        }, 1, ct);

    /// <summary>Null when it was used or has expired, and when the account has another password or address by now, or is disabled.</summary>
    public async ValueTask<RecoveryLink?> FindAsync(string way, string? token, CancellationToken ct)
    {
        if (token is not { Length: 43 })
            return null;
        var key = RecoveryKeys.OfLink(token);
        if (await codes.FindAsync(PurposeOf(way), key, ct) is not { UserId: { } userId, Data: { } data } code
            || JsonSerializer.Deserialize(data, RecoveryJson.Default.LinkTerms) is not { } terms
            || await accounts.FindAsync(userId, ct) is not { } person)
            return null;
        return MayRecover(person) && person.Stamp == terms.Stamp && person.VerifiedEmail == terms.MailedTo
            ? new RecoveryLink(way, key, person, terms.Page, code.ExpiresAt) : null;
    }

    /// <summary>True for one of many; the person's other links of this kind go with it.</summary>
    public async ValueTask<bool> TryUseAsync(RecoveryLink link)
    {
        if (await codes.TryUseAsync(PurposeOf(link.Way), link.Key) is null)
            return false;
        await codes.RemoveAllOfAsync(PurposeOf(link.Way), link.Person.Id, CancellationToken.None);
        return true;
    }

    /// <summary>A disabled account is an administrator's business.</summary>
    public static bool MayRecover(Account person) => person.Active || person.LockedByOwner;

    private static string PurposeOf(string way) => "recover-link-" + way;
}
