using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.DataProtection;
using PseIdentity.Protocol;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Email;
using PseIdentity.Server.Setup.Provisioning;
using PseIdentity.Server.SignIn.SecondFactors;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Users;
using QRCoder;

namespace PseIdentity.Server.SignIn.Enrollment;

/// <summary>A shared key that somebody may take into their authenticator app.</summary>
/// <param name="Secret">Base32 in groups of four, to be typed.</param>
/// <param name="Uri">The same as a link that apps on this device open.</param>
/// <param name="QrSvg">The link as a picture: an <c>svg</c> element without styles of its own.</param>
/// <param name="Ticket">The key, protected, for the form: nothing is stored before a code has shown that the app has it.</param>
internal sealed record TotpOffer(string Secret, string Uri, string QrSvg, string Ticket);

/// <summary>What became of an enrolment.</summary>
internal enum TotpConfirmation
{
    Confirmed,

    /// <summary>The code is not the app's.</summary>
    Wrong,

    /// <summary>The offer was somebody else's, or is too old: a new one is made.</summary>
    Expired,
}

/// <summary>Enrols an authenticator app (RFC 6238): it counts from the moment in which a code of it was right.</summary>
internal sealed class TotpEnrollment(IDataProtectionProvider protection, CredentialStore credentials, SecurityNotice notice, OutboxSignal outbox, Issuer issuer, TimeProvider clock)
{
    // RFC 4226 §4 R6: "This document RECOMMENDs a shared secret length of 160 bits."
    private const int KeyLength = 20;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private readonly ProtectedHandles<TotpTicket> tickets = new(protection, "totp-enrollment", TotpTicketJson.Default.TotpTicket);

    /// <param name="within">What the offer belongs to beside the person: the request that they sign in for, or their session.</param>
    public TotpOffer Begin(Account person, string within = "") =>
        Offer(person, new TotpTicket(person.Id, within, RandomNumberGenerator.GetBytes(KeyLength), clock.GetUtcNow() + Lifetime));

    /// <summary>The same offer once more, for a page that is shown again; a new one where it has expired.</summary>
    public TotpOffer Again(Account person, string? ticket, string within = "") =>
        Read(person, ticket, within) is { } valid ? Offer(person, valid) : Begin(person, within);

    public async Task<TotpConfirmation> ConfirmAsync(Account person, string? ticket, string? code, Caller caller, CancellationToken ct, string within = "")
    {
        if (Read(person, ticket, within) is not { } offer)
            return TotpConfirmation.Expired;
        if (TypedCode.Digits(code ?? "", Totp.Digits) is not { } digits || Totp.Match(offer.Key, digits, clock.GetUtcNow()) is not { } step)
            return TotpConfirmation.Wrong;

        // RFC 6238 §5.2: the code that confirms is used by that.
        var added = await credentials.AddAsync(person.Id, new NewCredential
        {
            Kind = CredentialKinds.Totp,
            Secret = offer.Key,
            LastStep = step,
            ReplacesItsKind = true,
            Record = new ChangeRecord(caller.Event("factor.enrolled", person.Id, data: new Dictionary<string, string> { ["kind"] = CredentialKinds.Totp }),
                notice.Messages(person, "CredentialAdded", caller)),
        }, ct);
        if (added is null)
            return TotpConfirmation.Expired;
        outbox.Wake();
        return TotpConfirmation.Confirmed;
    }

    private TotpOffer Offer(Account person, TotpTicket ticket)
    {
        var secret = Base32.Encode(ticket.Key);
        var uri = UriOf(PersonName.SignInName(person), secret);
        return new TotpOffer(string.Join(' ', secret.Chunk(4).Select(group => new string(group))), uri, Picture(uri), tickets.Protect(ticket));
    }

    // The form that authenticator apps read: the label is "issuer:account", the issuer once more as a parameter.
    private string UriOf(string account, string secret)
    {
        var by = Uri.EscapeDataString(Sender.Name);
        return $"otpauth://totp/{by}:{Uri.EscapeDataString($"{account} ({issuer.Host})")}?secret={secret}&issuer={by}&algorithm=SHA1&digits={Totp.Digits}&period=30";
    }

    private static string Picture(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        return QrPicture.Of(data.ModuleMatrix);
    }

    private TotpTicket? Read(Account person, string? ticket, string within) =>
        tickets.Read(ticket) is { } offer && offer.Person == person.Id && offer.Within == within && offer.ExpiresAt > clock.GetUtcNow() ? offer : null;
}

internal sealed record TotpTicket(Guid Person, string Within, byte[] Key, DateTimeOffset ExpiresAt);

[JsonSerializable(typeof(TotpTicket))]
internal sealed partial class TotpTicketJson : JsonSerializerContext;
