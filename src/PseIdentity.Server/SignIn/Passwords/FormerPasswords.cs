using Microsoft.Extensions.Options;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.Passwords;

/// <summary>Passwords that somebody had before: read and compared only when a new one is chosen.</summary>
internal sealed class FormerPasswords(PasswordHistory history, IOptions<PasswordOptions> options)
{
    public async Task<PasswordFault?> FindAsync(PasswordHashing.Turn turn, Account person, string password, CancellationToken ct)
    {
        if (person.Password is { } current && await turn.MatchesAsync(current.SecretText(), password))
            return new(PasswordFaultKind.SameAsBefore);
        if (options.Value.History == 0)
            return null;
        foreach (var hash in await history.LatestAsync(person.Id, options.Value.History, ct))
            if (await turn.MatchesAsync(hash, password))
                return new(PasswordFaultKind.Former, options.Value.History);
        return null;
    }

    /// <summary>Forgets what no rule asks about any more.</summary>
    public ValueTask ForgetOldAsync(Guid personId, CancellationToken ct) => history.ForgetAllButAsync(personId, options.Value.History, ct);
}
