using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.SecondFactors;

/// <summary>A code by mail, for whoever has enrolled where to.</summary>
internal sealed class EmailCode(SentCodes codes, CredentialStore credentials) : ISentFactor
{
    public string Method => Factors.Email;

    public bool IsStandIn => false;

    public ValueTask<bool> IsReadyAsync(Account person, CancellationToken ct) => new(person.Has(CredentialKinds.Email) && codes.Works(Channel.Email));

    public DateTimeOffset? UsedAt(Account person) => person.Find(CredentialKinds.Email)?.UsedAt;

    public string? Read(string typed) => TypedCode.Digits(typed, SentCodes.Digits);

    public string MaskedDestination(Account person) => Destination.Mask(Channel.Email, Enrolled(person).SecretText());

    public ValueTask<Sending> FindAsync(Account person, string request, CancellationToken ct) => codes.FindAsync(Address(person, request), ct);

    public Task<Sending> SendAsync(Account person, string request, Caller caller, CancellationToken ct) => codes.SendAsync(Address(person, request), caller, ct);

    public async Task<CodeOutcome> CheckAsync(Account person, string request, string code, Caller caller, CancellationToken ct)
    {
        var outcome = await codes.CheckAsync(Address(person, request), code, caller, ct);
        if (outcome.IsRight)
            await credentials.UsedAsync(Enrolled(person).Id, CancellationToken.None);
        return outcome;
    }

    private static CodeAddress Address(Account person, string request) => new(Factors.Email, person, request, Channel.Email, Enrolled(person).SecretText());

    private static Credential Enrolled(Account person) =>
        person.Find(CredentialKinds.Email) ?? throw new InvalidOperationException("Asked of somebody who has not enrolled it.");
}
