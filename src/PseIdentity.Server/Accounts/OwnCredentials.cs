using PseIdentity.Protocol.Outbox;
using PseIdentity.Server.Email;
using PseIdentity.Server.SignIn;
using PseIdentity.Storage.Events;
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
internal sealed class OwnCredentials(CredentialStore store, SignInPolicies policies, ActivityStore activity, SecurityNotice notice, OutboxSignal outbox)
{
    public const int LongestName = 60;

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
        if (await PolicyAsync(person, ct) is not { } policy || !MayGo(person, id, policy) || !await store.TryRemoveAsync(person.Id, id, left => WaysIn.MayRemove(left, policy),
                new ChangeRecord(caller.Event("credential.removed", person.Id, data: Facts(person, id)), notice.Messages(person, "CredentialRemoved", caller)), ct))
            return RemovalOutcome.Needed;
        outbox.Wake();
        return RemovalOutcome.Removed;
    }

    /// <summary>Whether the page offers to remove it; decided again when it is done.</summary>
    public async Task<IReadOnlySet<Guid>> RemovableAsync(Account person, CancellationToken ct)
    {
        if (await PolicyAsync(person, ct) is not { } policy)
            return new HashSet<Guid>();
        return person.Credentials.Where(each => each.Kind != CredentialKinds.Password && MayGo(person, each.Id, policy)
            && WaysIn.MayRemove([.. person.Credentials.Where(other => other != each).Select(other => other.Kind)], policy)).Select(each => each.Id).ToHashSet();
    }

    /// <summary>How many security questions the person's organisation asks for; none for who has no password to forget.</summary>
    public async ValueTask<int> QuestionsAskedAsync(Account person, CancellationToken ct) =>
        person.Password is null ? 0 : (await PolicyAsync(person, ct))?.SecurityQuestions ?? 0;

    // Answers that the organisation asks for can be replaced, and would only be asked for again.
    private static bool MayGo(Account person, Guid id, SignInPolicy policy) =>
        policy.SecurityQuestions == 0 || person.Credentials.FirstOrDefault(each => each.Id == id)?.Kind != CredentialKinds.Questions;

    private ValueTask<SignInPolicy?> PolicyAsync(Account person, CancellationToken ct) => policies.ForAsync(person, new RequestedSignIn(), client: null, trusted: false, ct);

    private static Dictionary<string, string> Facts(Account person, Guid id) => new()
    {
        ["credential"] = id.ToString(),
        ["kind"] = person.Credentials.FirstOrDefault(each => each.Id == id)?.Kind ?? "",
    };
}
