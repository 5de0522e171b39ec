using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Events;
using PseIdentity.Server.Email;
using PseIdentity.Server.SignIn;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Accounts;

internal enum RemovalOutcome
{
    Removed,

    /// <summary>The person has no such credential.</summary>
    NotFound,

    /// <summary>Without it nobody could sign in, or less would be left than policy asks for.</summary>
    Needed,
}

/// <summary>How a person looks after what they sign in with.</summary>
internal sealed class OwnCredentials(CredentialStore store, OrganizationStore organizations, ActivityStore activity, SecurityNotice notice, IOptions<SignInOptions> options)
{
    public const int LongestName = 60;

    private static readonly string[] SecondFactors = [CredentialKinds.Totp, CredentialKinds.Passkey, CredentialKinds.Sms, CredentialKinds.Email];

    /// <summary>False when the name is empty, or there is no such credential of this person.</summary>
    public async Task<bool> RenameAsync(Account person, Guid id, string? name, Caller caller, CancellationToken ct)
    {
        if (name?.Trim() is not { Length: > 0 and <= LongestName } chosen || chosen.Any(char.IsControl) || !await store.RenameAsync(person.Id, id, chosen, ct))
            return false;
        await activity.RecordAsync(caller.Event("credential.renamed", person.Id, data: Facts(person, id)));
        return true;
    }

    public async Task<RemovalOutcome> RemoveAsync(Account person, Guid id, Caller caller, CancellationToken ct)
    {
        if (person.Credentials.FirstOrDefault(each => each.Id == id) is not { Kind: not CredentialKinds.Password })
            return RemovalOutcome.NotFound;
        var mustHaveTwo = await MustHaveTwoAsync(person, ct);
        if (!await store.TryRemoveAsync(person.Id, id, left => IsEnough(left, mustHaveTwo), ct))
            return RemovalOutcome.Needed;

        await activity.RecordAsync(caller.Event("credential.removed", person.Id, data: Facts(person, id)));
        await notice.SendAsync(person, "CredentialRemoved", caller, CancellationToken.None);
        return RemovalOutcome.Removed;
    }

    /// <summary>Whether the page offers to remove it; decided again when it is done.</summary>
    public async Task<IReadOnlySet<Guid>> RemovableAsync(Account person, CancellationToken ct)
    {
        var mustHaveTwo = await MustHaveTwoAsync(person, ct);
        return person.Credentials.Where(each => each.Kind != CredentialKinds.Password
            && IsEnough([.. person.Credentials.Where(other => other != each).Select(other => other.Kind)], mustHaveTwo)).Select(each => each.Id).ToHashSet();
    }

    private static bool IsEnough(IReadOnlyList<string> left, bool mustHaveTwo) =>
        left.Any(kind => kind is CredentialKinds.Password or CredentialKinds.Passkey) && (!mustHaveTwo || left.Any(kind => SecondFactors.Contains(kind, StringComparer.Ordinal)));

    private async ValueTask<bool> MustHaveTwoAsync(Account person, CancellationToken ct) =>
        options.Value.SecondFactorRoles.Any(person.HasRole)
        || (person.Organization is { } name && (await organizations.FindAsync(name, ct))?.Policy.RequireSecondFactor == true);

    private static Dictionary<string, string> Facts(Account person, Guid id) => new()
    {
        ["credential"] = id.ToString(),
        ["kind"] = person.Credentials.FirstOrDefault(each => each.Id == id)?.Kind ?? "",
    };
}
