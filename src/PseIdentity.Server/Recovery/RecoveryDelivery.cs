using System.Text.Json;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Protocol.Replays;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Email;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.Devices;
using PseIdentity.Storage.Guesses;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Recovery;

/// <summary>Answers requests for help after the page has: finds whom they mean, and writes to the address that is known to be theirs.</summary>
internal sealed class RecoveryDelivery(UserStore accounts, RecoveryLinks links, RecoveryMail words, Mailer mailer, NamesByText namesByText, IReplayStore replays, GuessStore limits, KnownDevices devices,
    IEventLog events, IOptions<RecoveryOptions> options, TimeProvider clock) : IOutboxDelivery
{
    public const string RecoveryKind = "recovery";

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public string Kind => RecoveryKind;

    public async Task<string?> DeliverAsync(string body, CancellationToken ct)
    {
        var request = JsonSerializer.Deserialize(body, RecoveryJson.Default.RecoveryRequest) ?? throw new JsonException("An empty request.");
        var expiresAt = request.AskedAt + options.Value.LinkLifetime;

        // The outbox delivers at least once: a link that was used meanwhile must not come to life again.
        if (expiresAt <= clock.GetUtcNow() || !await replays.TryUseAsync(RecoveryKind, RecoveryKeys.OfLink(request.Token), expiresAt, ct))
            return null;
        if (request.Way == RecoveryWays.Username && PhoneNumbers.IsNumber(request.Identifier))
        {
            await namesByText.SendAsync(request.Identifier, CallerOf(request), ct);
            return null;
        }
        var found = await accounts.AllByIdentifierAsync(request.Identifier, ct);
        if (request.Way == RecoveryWays.Username)
            await SendNamesAsync(request, [.. found.Where(person => RecoveryLinks.MayRecover(person) && IsAddressOf(person, request.Identifier))]);
        else if (found is [var person])
            await SendLinkAsync(request, person, expiresAt);
        return null;
    }

    private async Task SendNamesAsync(RecoveryRequest request, IReadOnlyList<Account> people)
    {
        if (people is not [{ VerifiedEmail: { } to }, ..] || !MailAddress.IsPlain(to) || !await MaySendAsync(request, people[0]))
            return;
        using var speaking = Languages.SpeakTo(people[0]);
        await mailer.SendAsync(words.Names(people, to, clock.GetUtcNow()), CancellationToken.None);
        foreach (var person in people)
            events.Record(CallerOf(request).Event("recovery.names_sent", person.Id));
    }

    private async Task SendLinkAsync(RecoveryRequest request, Account person, DateTimeOffset expiresAt)
    {
        var caller = CallerOf(request);
        if (!RecoveryLinks.MayRecover(person) || person.VerifiedEmail is not { } to || !MailAddress.IsPlain(to))
        {
            events.Record(caller.Event("recovery.refused", person.Id, data: Of(request)));
            return;
        }

        if (!await MaySendAsync(request, person))
            return;
        var now = clock.GetUtcNow();
        await links.IssueAsync(request.Way, request.Token, person, to, request.Page, expiresAt, CancellationToken.None);
        using var speaking = Languages.SpeakTo(person);
        await mailer.SendAsync(words.Link(request, person, to, now, expiresAt), CancellationToken.None);
        events.Record(caller.Event("recovery.sent", person.Id, data: Of(request)));
    }

    // Counted here, where it is known who is meant: the page says the same to everybody. Strangers use up what strangers have; whoever asks on a browser
    // on which the person is known is heard all the same.
    private async Task<bool> MaySendAsync(RecoveryRequest request, Account person)
    {
        var (now, purpose) = (clock.GetUtcNow(), "recover-" + request.Way);
        var perAsker = new GuessLimit(options.Value.RequestsPerName, Hour, Hour);
        if (request.Device is { } cookie && await devices.FindAsync(person.Id, cookie, CancellationToken.None) is { } known)
            return (await limits.ReserveAsync(purpose, Guesses.TargetOf(person, known), perAsker, now)).Allowed;
        var (asker, total) = await limits.ReserveAsync(
            new GuessTarget(purpose, RecoveryKeys.OfAsker(person, request.Address), perAsker),
            new GuessTarget("recover-person", person.Id.ToByteArray(), new GuessLimit(options.Value.RequestsPerAccount, Hour, Hour)), now);
        return asker.Allowed && total.Allowed;
    }

    private static bool IsAddressOf(Account person, string typed) =>
        person.VerifiedEmail is { } email && Identifiers.Normalize(email) is { } normal && normal == Identifiers.Normalize(typed);

    private static Caller CallerOf(RecoveryRequest request) => new(null, request.Address, request.UserAgent);

    private static Dictionary<string, string> Of(RecoveryRequest request) => new() { ["way"] = request.Way };
}
