using System.Text;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Server.Email;
using PseIdentity.Server.SignIn.SecondFactors;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.Enrollment;

/// <summary>Enrols a telephone number or a mailbox as a second factor: it counts from the moment in which a code that went there was right.</summary>
internal sealed class MessageEnrollment(SentCodes codes, CredentialStore credentials, UserRegistry registry, SecurityNotice notice, OutboxSignal outbox)
{
    /// <summary>Whether this installation sends such messages at all.</summary>
    public bool IsOffered(Channel channel) => codes.Works(channel);

    /// <summary>What is known about the code that was sent there.</summary>
    public ValueTask<Sending> FindAsync(Account person, Channel channel, string destination, CancellationToken ct) => codes.FindAsync(Address(person, channel, destination), ct);

    /// <summary>Sends a code there.</summary>
    /// <param name="destination">As <see cref="Destination.Read"/> spells it.</param>
    public Task<Sending> SendAsync(Account person, Channel channel, string destination, Caller caller, CancellationToken ct) =>
        codes.SendAsync(Address(person, channel, destination), caller, ct);

    /// <summary>Compares the code, and enrols where it went.</summary>
    public async Task<CodeOutcome> ConfirmAsync(Account person, Channel channel, string destination, string? code, Caller caller, CancellationToken ct)
    {
        if (TypedCode.Digits(code ?? "", SentCodes.Digits) is not { } digits)
            return new CodeOutcome(false);
        var outcome = await codes.CheckAsync(Address(person, channel, destination), digits, caller, ct);
        if (!outcome.IsRight)
            return outcome;

        var kind = KindOf(channel);
        await credentials.AddAsync(person.Id, new NewCredential
        {
            Kind = kind,
            Secret = Encoding.UTF8.GetBytes(destination),
            ReplacesItsKind = true,
            Record = new ChangeRecord(caller.Event("factor.enrolled", person.Id, data: new Dictionary<string, string> { ["kind"] = kind }), notice.Messages(person, "CredentialAdded", caller)),
        }, CancellationToken.None);
        await registry.MarkVerifiedAsync(person.Id, channel == Channel.Sms ? "phone_number" : "email", destination, CancellationToken.None);
        outbox.Wake();
        return outcome;
    }

    public static string KindOf(Channel channel) => channel == Channel.Sms ? CredentialKinds.Sms : CredentialKinds.Email;

    private static CodeAddress Address(Account person, Channel channel, string destination) => new("enroll-" + KindOf(channel), person, "", channel, destination);
}
