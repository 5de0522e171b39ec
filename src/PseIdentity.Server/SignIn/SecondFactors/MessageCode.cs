using PseIdentity.Server.SignIn.Enrollment;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.SecondFactors;

/// <summary>A code by text message or mail, for whoever has enrolled where to.</summary>
internal sealed class MessageCode(Channel channel, SentCodes codes, CredentialStore credentials) : ISentFactor
{
    private readonly string kind = MessageEnrollment.KindOf(channel);

    public string Method => channel == Channel.Sms ? Factors.Sms : Factors.Email;

    public bool IsStandIn => false;

    public ValueTask<bool> IsReadyAsync(Account person, CancellationToken ct) => new(person.Has(kind) && codes.Works(channel));

    public DateTimeOffset? UsedAt(Account person) => person.Find(kind)?.UsedAt;

    public string? Read(string typed) => TypedCode.Digits(typed, SentCodes.Digits);

    public string MaskedDestination(Account person) => Destination.Mask(channel, Enrolled(person).SecretText());

    public ValueTask<Sending> FindAsync(Account person, string request, CancellationToken ct) => codes.FindAsync(Address(person, request), ct);

    public Task<Sending> SendAsync(Account person, string request, Caller caller, CancellationToken ct) => codes.SendAsync(Address(person, request), caller, ct);

    public async Task<CodeOutcome> CheckAsync(Account person, string request, string code, Caller caller, CancellationToken ct)
    {
        var outcome = await codes.CheckAsync(Address(person, request), code, caller, ct);
        if (outcome.IsRight)
            await credentials.UsedAsync(Enrolled(person).Id, CancellationToken.None);
        return outcome;
    }

    private CodeAddress Address(Account person, string request) => new(Method, person, request, channel, Enrolled(person).SecretText());

    private Credential Enrolled(Account person) => person.Find(kind) ?? throw new InvalidOperationException("Asked of somebody who has not enrolled it.");
}
