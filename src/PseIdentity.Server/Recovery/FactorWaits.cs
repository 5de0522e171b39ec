using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Handles;
using PseIdentity.Storage.Codes;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Recovery;

/// <summary>The time that passes before lost factors are given up. Whoever has a factor after all ends it by using it, and a new password does too.</summary>
internal sealed class FactorWaits(CodeStore codes, IOptions<RecoveryOptions> options, TimeProvider clock)
{
    private const string Wait = "factor-wait";
    private const string Stop = "factor-stop";

    /// <summary>From when the factors can be given up; null where nobody waits.</summary>
    public async ValueTask<DateTimeOffset?> FindAsync(Account person, CancellationToken ct) =>
        await codes.FindAsync(Wait, KeyOf(person), ct) is { NotBefore: { } until } code && IsFor(person, code) ? until : null;

    /// <summary>Begins to wait; null when somebody waits already. The token stops it.</summary>
    public async Task<(DateTimeOffset Until, string StopToken)?> BeginAsync(Account person)
    {
        var until = clock.GetUtcNow() + options.Value.FactorWait;
        var expires = until + options.Value.FactorWindow;

        // A wait from before a new password is none any more.
        if (await FindAsync(person, CancellationToken.None) is null)
            await ForgetAsync(person.Id, CancellationToken.None);
        var begun = await codes.TrySendAsync(new NewCode
        {
            Purpose = Wait,
            Key = KeyOf(person),
            UserId = person.Id,
            Data = person.Stamp.ToString(CultureInfo.InvariantCulture),
            NotBefore = until,
            ExpiresAt = expires,
        }, 1, CancellationToken.None);
        if (!begun)
            return null;
        var token = RandomId.Of256Bits();
        await codes.TrySendAsync(new NewCode { Purpose = Stop, Key = RecoveryKeys.OfLink(token), UserId = person.Id, ExpiresAt = expires }, 1, CancellationToken.None);
        return (until, token);
    }

    /// <summary>The wait is over, and used up; false while it lasts, or when there is none.</summary>
    public async Task<bool> TryEndAsync(Account person) => await codes.TryUseAsync(Wait, KeyOf(person)) is { } code && IsFor(person, code);

    /// <summary>Whether a link that stops it still works.</summary>
    public async ValueTask<bool> CanStopAsync(string token, CancellationToken ct) => await codes.FindAsync(Stop, RecoveryKeys.OfLink(token), ct) is not null;

    /// <summary>The owner stops it; whose it was, or null for a link that works no more.</summary>
    public async Task<Guid?> StopAsync(string token)
    {
        if (await codes.TryUseAsync(Stop, RecoveryKeys.OfLink(token)) is not { UserId: { } userId })
            return null;
        await ForgetAsync(userId, CancellationToken.None);
        return userId;
    }

    public async ValueTask ForgetAsync(Guid userId, CancellationToken ct)
    {
        await codes.RemoveAllOfAsync(Wait, userId, ct);
        await codes.RemoveAllOfAsync(Stop, userId, ct);
    }

    private static bool IsFor(Account person, Code code) => code.Data == person.Stamp.ToString(CultureInfo.InvariantCulture);

    private static byte[] KeyOf(Account person) => SHA256.HashData(person.Id.ToByteArray());
}
