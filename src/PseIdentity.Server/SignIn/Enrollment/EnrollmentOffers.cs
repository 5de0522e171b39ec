using Microsoft.Extensions.Options;
using PseIdentity.Server.SignIn.SecondFactors;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.Enrollment;

/// <summary>What a person may set up: what this installation can do and they do not have yet.</summary>
internal sealed record EnrollmentChoices(bool Totp, bool Sms, bool Email);

/// <summary>Offers to set up another factor, and the answer "not now".</summary>
internal sealed class EnrollmentOffers(MessageEnrollment messages, UserStore accounts, IOptions<SignInOptions> options, TimeProvider clock)
{
    public EnrollmentChoices For(Account person) => new(
        !person.Has(CredentialKinds.Totp),
        !person.Has(CredentialKinds.Sms) && messages.IsOffered(Channel.Sms),
        !person.Has(CredentialKinds.Email) && messages.IsOffered(Channel.Email));

    /// <summary>Whether the person may set this up on the way in: nothing that is there is replaced there.</summary>
    public static bool MayEnroll(Account person, string? method) => method switch
    {
        Factors.Totp => !person.Has(CredentialKinds.Totp),
        Factors.Sms => !person.Has(CredentialKinds.Sms),
        Factors.Email => !person.Has(CredentialKinds.Email),
        _ => true,
    };

    /// <summary>Nothing is offered for a while.</summary>
    public ValueTask DeclineAsync(Account person, CancellationToken ct) =>
        accounts.SavePreferencesAsync(person.Id, (Preferences.Of(person) with { OfferPasskeyAfter = clock.GetUtcNow() + options.Value.OfferPasskeysEvery }).ToJson(), ct);
}
