using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Protocol.Replays;
using PseIdentity.Server.Email;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn;

/// <summary>
/// Sees to it that the owner hears that an account is locked for a while: once for each lock, however many guesses brought it about.
/// The mail is written after the page has answered, so that a lock of nobody's account takes as long.
/// </summary>
internal sealed class LockNotice(IReplayStore replays, IOutboxStore outbox, OutboxSignal signal, IEventLog events)
{
    private const string Purpose = "lock-notice";

    /// <param name="person">Null for a name that nobody has.</param>
    /// <param name="target">What is locked.</param>
    /// <param name="until">Until when.</param>
    /// <param name="caller">Whose guess brought it about.</param>
    public async Task BeginAsync(Account? person, byte[] target, DateTimeOffset until, Caller caller)
    {
        var key = SHA256.HashData([.. target, .. Encoding.ASCII.GetBytes(until.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture))]);
        if (!await replays.TryUseAsync(Purpose, key, until, CancellationToken.None))
            return;
        if (person is not null)
            events.Record(caller.Event("signin.lock_began", person.Id));
        var body = JsonSerializer.Serialize(new BegunLock(person?.Id, caller.Address, caller.UserAgent), BegunLockJson.Default.BegunLock);
        await outbox.EnqueueAsync(new OutboxMessage(LockNoticeDelivery.LockKind, body), CancellationToken.None);
        signal.Wake();
    }
}

/// <summary>Writes to the owner of a locked account.</summary>
internal sealed class LockNoticeDelivery(UserStore accounts, SecurityNotice notice) : IOutboxDelivery
{
    public const string LockKind = "lock-notice";

    public string Kind => LockKind;

    public async Task<string?> DeliverAsync(string body, CancellationToken ct)
    {
        var begun = JsonSerializer.Deserialize(body, BegunLockJson.Default.BegunLock) ?? throw new JsonException("A lock of nothing.");
        if (begun.UserId is { } id && await accounts.FindAsync(id, ct) is { } person)
            await notice.SendAsync(person, "Locked", new Caller(null, begun.Address, begun.UserAgent), ct);
        return null;
    }
}

/// <summary>A lock that began.</summary>
internal sealed record BegunLock(Guid? UserId, string? Address, string? UserAgent);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BegunLock))]
internal sealed partial class BegunLockJson : JsonSerializerContext;
