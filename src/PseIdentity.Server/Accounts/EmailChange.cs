using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Localization;
using PseIdentity.Protocol;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Server.Email;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.SecondFactors;
using PseIdentity.Storage.Codes;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Accounts;

/// <summary>Another e-mail address counts only after a code that was sent to it has come back; until then the old one holds.</summary>
internal sealed class EmailChange(CodeStore codes, CodeGuesses guesses, OwnerEdits edits, Mailer mailer, SecurityNotice notice, OutboxSignal outbox, IStringLocalizer<Text> text, Issuer issuer, TimeProvider clock)
{
    public const int Digits = 6;

    private const string Purpose = "email-change";
    private const int MostTries = 5;
    private const int MostSent = 5;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(1);

    /// <summary>Whether addresses can be changed at all.</summary>
    public bool IsOffered => mailer.Works;

    /// <summary>Sends a code to the new address; false when one was sent a moment ago, or too many were.</summary>
    public async Task<bool> StartAsync(Account person, string address, CancellationToken ct)
    {
        var code = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        var now = clock.GetUtcNow();
        var key = KeyOf(person);
        var stored = new NewCode
        {
            Purpose = Purpose,
            Key = key,
            SecretHash = HashOf(key, code),
            UserId = person.Id,
            Data = address,
            ResendAt = now + Wait,
            ExpiresAt = now + Lifetime,
        };
        if (!await codes.TrySendAsync(stored, MostSent, ct))
            return false;
        using var speaking = Languages.SpeakTo(person);
        await mailer.SendAsync(MailLayout.Write(text, issuer, new MailWords
        {
            Subject = text["Mail.AddressSubject"],
            Lead = text["Mail.AddressLead"],
            Facts = [(text["Mail.AddressCode"], code)],
            Button = text["Mail.AddressButton"],
            Link = issuer.Url("/account/profile/email"),
            After = [text["Mail.AddressExpires", (int)Lifetime.TotalMinutes], text["Mail.AddressNotMe"]],
        }, address, now, now + Lifetime), CancellationToken.None);
        return true;
    }

    /// <summary>The address that waits for its code; null where none does.</summary>
    public async Task<string?> WaitingAsync(Account person, CancellationToken ct) => (await codes.FindAsync(Purpose, KeyOf(person), ct))?.Data;

    /// <summary>Makes the new address the person's; null when the code is wrong, old, used, or was tried too often.</summary>
    public async Task<AccountOutcome?> ConfirmAsync(Account person, string code, Caller caller, CancellationToken ct)
    {
        var key = KeyOf(person);
        string? address = null;
        var outcome = await guesses.TryAsync(Purpose, person, caller, async () => (address = (await codes.TryUseAsync(Purpose, key, HashOf(key, code), MostTries))?.Data) is not null, ct);
        if (!outcome.IsRight || address is null)
            return null;
        var changed = await edits.ChangeClaimsAsync(person.Id, new Dictionary<string, JsonNode?> { ["email"] = address, ["email_verified"] = true },
            // The former address first of all: whoever took the account over reads the new one.
            new ChangeRecord(caller.Event("email.changed", person.Id), notice.Messages(person, "EmailChanged", caller, alsoTo: address)), CancellationToken.None);
        outbox.Wake();
        return changed.Outcome;
    }

    /// <summary>The code works no more. It goes on counting: who begins and cancels could otherwise send mail to strangers without end.</summary>
    public ValueTask ForgetAsync(Account person, CancellationToken ct) => codes.CancelAsync(Purpose, KeyOf(person), ct);

    private static byte[] KeyOf(Account person) => SHA256.HashData(person.Id.ToByteArray());

    private static byte[] HashOf(byte[] key, string code) => SHA256.HashData([.. key, .. Encoding.UTF8.GetBytes(code)]);
}
