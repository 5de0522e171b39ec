using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.SecondFactors;

/// <summary>The code that the person's authenticator app shows (RFC 6238).</summary>
internal sealed class TotpCode(UserStore accounts, CodeGuesses guesses, TimeProvider clock) : ISecondFactor
{
    public string Method => Factors.Totp;

    public bool IsStandIn => false;

    public ValueTask<bool> IsReadyAsync(Account person, CancellationToken ct) => new(person.Totp is not null);

    public DateTimeOffset? UsedAt(Account person) => person.Totp?.UsedAt;

    public string? Read(string typed) => TypedCode.Digits(typed, Totp.Digits);

    public Task<CodeOutcome> CheckAsync(Account person, string request, string code, Caller caller, CancellationToken ct) =>
        guesses.TryAsync("totp", person, caller, async () =>
        {
            // RFC 6238 §5.2: "The verifier MUST NOT accept the second attempt of the OTP". The statement decides between simultaneous ones.
            var now = clock.GetUtcNow();
            return person.Totp is { } app && Totp.Match(app.Secret, code, now) is { } step && await accounts.TryUseTotpStepAsync(app.Id, step, now, CancellationToken.None);
        }, ct);
}
