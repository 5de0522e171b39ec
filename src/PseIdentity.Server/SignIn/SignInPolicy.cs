using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Server.Email;
using PseIdentity.Server.SignIn.SecondFactors;
using PseIdentity.Server.SignIn.SecurityQuestions;
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn;

/// <summary>What an account asks of its owner before they are signed in, for one request.</summary>
/// <param name="UserId">Whose.</param>
/// <param name="NeedsSecondFactor">One of the second factors that are enrolled.</param>
/// <param name="NeedsNewPassword">The password was set by somebody else, or is too old.</param>
internal sealed record SignInPolicy(Guid UserId, bool NeedsSecondFactor, bool NeedsNewPassword)
{
    /// <summary>What was proven with a password that has been replaced since proves nothing.</summary>
    public DateTimeOffset? PasswordSince { get; init; }

    /// <summary>The organisation or a role asks for a second factor: the last one cannot be removed.</summary>
    public bool RequiresSecondFactor { get; init; }

    /// <summary>The account's address is to be shown to be its owner's.</summary>
    public bool NeedsVerifiedEmail { get; init; }

    /// <summary>Hardly any recovery codes are left.</summary>
    public bool HasFewRecoveryCodes { get; init; }

    /// <summary>How many security questions the organisation asks its people to answer.</summary>
    public int SecurityQuestions { get; init; }

    /// <summary>Fewer are answered: the person answers them on the way.</summary>
    public bool NeedsAnswers { get; init; }

    /// <summary>A second factor is required and none is enrolled: one is enrolled on the way.</summary>
    public bool MustEnroll { get; init; }

    /// <summary>A passkey would be welcome: it is offered, and may be declined.</summary>
    public bool OffersPasskey { get; init; }

    /// <summary>The strongest level that the enrolled factors can reach.</summary>
    public string Reachable { get; init; } = AuthenticationLevels.MultiFactor;

    /// <summary>The weakest level that answers the request and can be reached; null where the request asks for none.</summary>
    public string? Wanted { get; init; }
}

/// <summary>Puts together what an account, its organisation and the installation ask for.</summary>
internal sealed class SignInPolicies(OrganizationStore organizations, Mailer mailer, IOptions<SignInOptions> options, TimeProvider clock)
{
    /// <summary>Null for an account that may not be signed in to.</summary>
    /// <param name="trusted">Whether this browser is one on which the person need not prove a second factor.</param>
    public ValueTask<SignInPolicy?> ForAsync(Account? account, RequestedSignIn asked, Client? client, bool trusted, CancellationToken ct) =>
        ForAsync(account, attempt: null, asked, client, trusted, ct);

    /// <inheritdoc cref="ForAsync(Account?, RequestedSignIn, Client?, bool, CancellationToken)"/>
    /// <param name="attempt">What was set up on the way fulfils a rule that asks for a factor; it is not asked for in the same sign-in, and raises no level there.</param>
    public async ValueTask<SignInPolicy?> ForAsync(Account? account, Attempt? attempt, RequestedSignIn asked, Client? client, bool trusted, CancellationToken ct)
    {
        if (account is not { Active: true })
            return null;
        var rules = account.Organization is { } name ? (await organizations.FindAsync(name, ct))?.Policy : null;
        var before = BeforeThis(account, attempt);
        var reachable = ReachableBy(before);
        var wanted = WantedOf(asked.AcrValues ?? client?.Metadata.DefaultAcrValues ?? [], reachable);
        var enrolled = HasSecondFactor(account);
        var questions = rules?.SecurityQuestions ?? 0;
        var required = rules?.RequireSecondFactor == true || options.Value.SecondFactorRoles.Any(account.HasRole);
        return new SignInPolicy(account.Id,
            NeedsSecondFactor: HasSecondFactor(before) && (asked.WantsEveryFactor || !(trusted && wanted is null or AuthenticationLevels.Password)),
            NeedsNewPassword: account.MustChangePassword || IsTooOld(account, rules))
        {
            PasswordSince = account.PasswordChangedAt,
            RequiresSecondFactor = required,
            MustEnroll = !enrolled && (required || Preferences.Of(account).MustEnrollFactor),
            NeedsVerifiedEmail = options.Value.VerifyEmail && mailer.Works && account.VerifiedEmail is null && MailAddress.IsPlain(account.Email),
            SecurityQuestions = questions,
            // They stand beside a mail when a password was forgotten: where there is none, nothing is asked.
            NeedsAnswers = account.Password is not null && SecurityAnswers.QuestionsOf(account).Count < questions,
            HasFewRecoveryCodes = RecoveryCodes.Left(account) <= RecoveryCodes.Few,
            // Whoever was spared a second factor on a trusted device does not add another way in.
            OffersPasskey = options.Value.OfferPasskeys && !(enrolled && trusted) && !account.Has(CredentialKinds.Passkey) && !(Preferences.Of(account).OfferPasskeyAfter > clock.GetUtcNow()),
            Reachable = reachable,
            Wanted = wanted,
        };
    }

    /// <summary>The strongest level that the account's factors can reach.</summary>
    public static string ReachableBy(Account account) =>
        account.Has(CredentialKinds.Passkey) ? AuthenticationLevels.PhishingResistant
        : account.Has(CredentialKinds.Totp) ? AuthenticationLevels.MultiFactor
        : AuthenticationLevels.Password;

    /// <summary>Whether something beside the password is enrolled. Recovery codes stand in for a factor and are none themselves.</summary>
    public static bool HasSecondFactor(Account account) => CredentialKinds.SecondFactors.Any(account.Has);

    private static Account BeforeThis(Account account, Attempt? attempt) =>
        attempt is { Enrolled: { Count: > 0 } enrolled, Factors: [var first, ..] } && attempt.UserId == account.Id
            ? account.Without(each => each.CreatedAt >= first.At && enrolled.Any(method => Factors.KindOf(method) == each.Kind)) : account;

    private bool IsTooOld(Account account, OrganizationPolicy? rules) =>
        rules?.PasswordMaxAgeDays is > 0 and var days && account.Password is not null
        && clock.GetUtcNow() - (account.PasswordChangedAt ?? account.CreatedAt) > TimeSpan.FromDays(days);

    private static string? WantedOf(IReadOnlyList<string> asked, string reachable) =>
        asked.Where(level => AuthenticationLevels.Satisfies(reachable, level)).OrderBy(AuthenticationLevels.Rank).FirstOrDefault();
}
