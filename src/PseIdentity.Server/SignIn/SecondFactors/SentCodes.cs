using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Events;
using PseIdentity.Server.Email;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn.Devices;
using PseIdentity.Server.Sms;
using PseIdentity.Storage.Codes;
using PseIdentity.Storage.Guesses;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.SecondFactors;

/// <summary>How a code travels.</summary>
internal enum Channel
{
    Sms,
    Email,
}

/// <summary>A code that is sent: what for, to whom, and where.</summary>
/// <param name="Purpose">A code for one thing is nothing for another.</param>
/// <param name="Within">What it belongs to beside the person, such as the request that they sign in for.</param>
internal sealed record CodeAddress(string Purpose, Account Person, string Within, Channel Channel, string Destination)
{
    public byte[] Key { get; } = SHA256.HashData(Encoding.UTF8.GetBytes($"{Person.Id:N}\n{Within}\n{Destination}"));
}

/// <summary>What is known about a code that is sent.</summary>
/// <param name="IsWaiting">A code is on its way, or there already.</param>
/// <param name="ResendAt">When another one may be sent; null where none may any more.</param>
/// <param name="IsDelayed">The gateway did not take messages lately: they wait, and are tried again.</param>
internal readonly record struct Sending(bool IsWaiting, DateTimeOffset? ResendAt, bool IsDelayed = false);

/// <summary>Six digits by text message or mail: for five minutes, five tries, at most five times, with a longer wait each time.</summary>
internal sealed class SentCodes(CodeStore codes, GuessStore sendings, CodeGuesses guesses, KnownDevices devices, TextMessages texts, Mailer mailer, CodeText codeText, CodeMail codeMail,
    IEventLog events, IOptions<SmsOptions> sms, TimeProvider clock)
{
    public const int Digits = 6;

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private const int MostTries = 5;
    private const int MostSent = 5;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>
    /// Whoever has the password could otherwise fill somebody's telephone, at the operator's cost, with ever new requests. A browser on which the person is
    /// known has as many of its own, and both together are within what one number may get.
    /// </summary>
    private static readonly GuessLimit PerPerson = new(10, Hour, Hour);

    /// <summary>Whether this installation sends such messages at all.</summary>
    public bool Works(Channel channel) => channel == Channel.Sms ? texts.Works : mailer.Works;

    public async ValueTask<Sending> FindAsync(CodeAddress address, CancellationToken ct)
    {
        var code = await codes.FindAsync(address.Purpose, address.Key, ct);
        return new Sending(code is not null, code is { Sent: >= MostSent } ? null : code?.ResendAt, code is not null && await IsDelayedAsync(address.Channel, ct));
    }

    public async Task<Sending> SendAsync(CodeAddress address, Caller caller, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var before = await codes.FindAsync(address.Purpose, address.Key, ct);
        if (before is { Sent: >= MostSent } || before?.ResendAt > now)
            return await FindAsync(address, ct);
        if (!await MaySendAsync(address, caller, now))
        {
            events.Record(caller.Event("code.too_many", address.Person.Id));
            return await FindAsync(address, ct) with { ResendAt = null };
        }

        var code = TypedCode.NewDigits(Digits);
        var expires = now + Lifetime;
        var stored = await codes.TrySendAsync(new NewCode
        {
            Purpose = address.Purpose,
            Key = address.Key,
            SecretHash = TypedCode.Hash(address.Key, code),
            UserId = address.Person.Id,
            ResendAt = now + FirstWait * Math.Pow(2, before?.Sent ?? 0),
            ExpiresAt = expires,
        }, MostSent, ct);

        // Where two posts meet, one of them sends.
        if (stored)
        {
            await DeliverAsync(address, code, now, expires);
            events.Record(caller.Event("code.sent", address.Person.Id, data: new Dictionary<string, string> { ["purpose"] = address.Purpose }));
        }
        return await FindAsync(address, ct);
    }

    /// <summary>Compares what was typed, and uses the code up when it is right.</summary>
    public async Task<CodeOutcome> CheckAsync(CodeAddress address, string code, Caller caller, CancellationToken ct)
    {
        var outcome = await guesses.TryAsync(address.Purpose, address.Person, caller,
            async () => await codes.TryUseAsync(address.Purpose, address.Key, TypedCode.Hash(address.Key, code), MostTries) is not null, ct);
        if (outcome is { IsRight: true } or { LockedUntil: not null })
            return outcome;
        return outcome with { IsSpent = await codes.FindAsync(address.Purpose, address.Key, ct) is not { Tries: < MostTries } };
    }

    // Many accounts together have no more messages sent to one number than one has: each costs the operator, and some numbers earn by it.
    private async Task<bool> MaySendAsync(CodeAddress address, Caller caller, DateTimeOffset now)
    {
        var device = caller.Device is { } cookie ? await devices.FindAsync(address.Person.Id, cookie, CancellationToken.None) : null;
        var person = new GuessTarget("send-" + address.Channel, Guesses.TargetOf(address.Person, device), PerPerson);
        if (address.Channel != Channel.Sms)
            return (await sendings.ReserveAsync(person.Purpose, person.Account, person.Limit, now)).Allowed;
        var (byPerson, byNumber) = await sendings.ReserveAsync(person, new GuessTarget("send-number", OfNumber(address.Destination), new GuessLimit(sms.Value.CodesPerNumber, Hour, Hour)), now);
        return byPerson.Allowed && byNumber.Allowed;
    }

    private static byte[] OfNumber(string number) => SHA256.HashData(Encoding.UTF8.GetBytes("number\n" + number));

    // The code is stored: a caller that hangs up must not leave it unsent.
    private async Task DeliverAsync(CodeAddress address, string code, DateTimeOffset now, DateTimeOffset expires)
    {
        using var speaking = Languages.SpeakTo(address.Person);
        if (address.Channel == Channel.Sms)
            await texts.SendAsync(codeText.Write(address.Destination, code, now, expires), CancellationToken.None);
        else
            await mailer.SendAsync(codeMail.Write(address.Destination, code, now, expires), CancellationToken.None);
    }

    private ValueTask<bool> IsDelayedAsync(Channel channel, CancellationToken ct) => channel == Channel.Sms ? texts.AreDelayedAsync(ct) : mailer.IsDelayedAsync(ct);
}
