using PseIdentity.Server.SignIn.SecondFactors;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.Enrollment;

/// <summary>Shows that the address of an account is its owner's, by a code.</summary>
internal sealed class EmailVerification(SentCodes codes, UserRegistry registry, UserStore accounts)
{
    private const string Purpose = "verify-email";

    public ValueTask<Sending> FindAsync(Account person, CancellationToken ct) => codes.FindAsync(Address(person), ct);

    public Task<Sending> SendAsync(Account person, Caller caller, CancellationToken ct) => codes.SendAsync(Address(person), caller, ct);

    /// <summary>Compares the code. The account as it is now comes with a right one.</summary>
    public async Task<(CodeOutcome Outcome, Account? Verified)> ConfirmAsync(Account person, string? code, Caller caller, CancellationToken ct)
    {
        if (TypedCode.Digits(code ?? "", SentCodes.Digits) is not { } digits)
            return (new CodeOutcome(false), null);
        var address = Address(person);
        var outcome = await codes.CheckAsync(address, digits, caller, ct);
        if (!outcome.IsRight || !await registry.MarkVerifiedAsync(person.Id, "email", address.Destination, CancellationToken.None, ChangeRecord.Of(caller.Event("email.verified", person.Id))))
            return (outcome with { IsRight = false }, null);
        return (outcome, await accounts.FindAsync(person.Id, CancellationToken.None));
    }

    private static CodeAddress Address(Account person) =>
        new(Purpose, person, "", Channel.Email, person.Email ?? throw new InvalidOperationException("Asked of somebody without an address."));
}
