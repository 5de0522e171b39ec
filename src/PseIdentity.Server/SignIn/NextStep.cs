using System.Diagnostics.CodeAnalysis;
using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Sessions;

namespace PseIdentity.Server.SignIn;

/// <summary>The rule of the house: what is asked next, from what is known and nothing else.</summary>
internal static class NextStep
{
    /// <param name="attempt">What this browser has proven for this request.</param>
    /// <param name="policy">What the account of whoever proved it asks for, as it is now; null when it may not be signed in to any more.</param>
    /// <param name="stepUp">Whether a session counts already and only a second factor is missing.</param>
    public static Step Of(Attempt? attempt, SignInPolicy? policy, bool stepUp)
    {
        if (attempt is not { Factors.Count: > 0 } || policy is null || attempt.UserId != policy.UserId)
            return stepUp ? Step.SecondFactor : Step.Password;
        var federated = attempt.Factors[0].Method == Factors.Federated;
        if (IsReplaced(attempt, policy.PasswordSince))
            return Step.Password;
        var typedPassword = attempt.Factors[0].Method == Factors.Password;
        if (policy.NeedsSecondFactor && !IsEnough(attempt.Factors, policy.Wanted))
            return Step.SecondFactor;
        if (typedPassword && policy.NeedsNewPassword)
            return Step.ChangePassword;
        // An address that comes from a company is the company's to prove.
        if (policy.NeedsVerifiedEmail && !federated)
            return Step.VerifyEmail;
        if ((policy.MustEnroll && !(federated && IsEnough(attempt.Factors, policy.Wanted))) || RecoveryCodesAreDue(attempt, policy) || (typedPassword && MayBeOffered(attempt, policy)))
            return Step.Enroll;
        if (policy.NeedsAnswers)
            return Step.SecurityQuestions;
        return Step.Complete;
    }

    /// <summary>Whether the password that was typed has been replaced since, in another tab perhaps: then it proves nothing.</summary>
    public static bool IsReplaced([NotNullWhen(true)] Attempt? attempt, DateTimeOffset? passwordSince) =>
        attempt is { Factors: [{ Method: Factors.Password } first, ..] } && passwordSince > first.At;

    // Never to somebody who came with less than the account can ask for: a message that was caught, or a pass, would buy a factor that is stronger.
    private static bool MayBeOffered(Attempt attempt, SignInPolicy policy) =>
        policy.OffersPasskey && attempt is { CanEnroll: true, EnrollmentAnsweredAt: null } && AuthenticationLevels.Satisfies(Amr.LevelOf(attempt.Factors), policy.Reachable);

    /// <summary>Recovery codes come after a factor that was enrolled on the way, and new ones before the old ones are used up.</summary>
    public static bool RecoveryCodesAreDue(Attempt attempt, SignInPolicy policy) => attempt.EnrollmentAnsweredAt is null
        && (attempt.EnrolledAt is not null || (policy.HasFewRecoveryCodes && attempt.Factors.Any(factor => factor.Method == Factors.RecoveryCode)));

    /// <summary>Two factors, and where the request wants a level, the right ones.</summary>
    public static bool IsEnough(IReadOnlyList<ProvenFactor> factors, string? wanted) =>
        Factors.AreMultiple(factors) && (wanted is null || AuthenticationLevels.Satisfies(Amr.LevelOf(factors), wanted));

    /// <summary>
    /// Whether the session is as fresh as the request asks and only too weak, while the person has a second factor:
    /// then the password need not be typed again (RFC 9470 §4 calls it step-up).
    /// </summary>
    public static bool IsStepUp(RequestedSignIn asked, Client? client, BrowserSession? session, SignInPolicy? policy, DateTimeOffset arrivedAt, DateTimeOffset now)
    {
        if (session is null || policy is not { NeedsSecondFactor: true, NeedsNewPassword: false } || session.UserId != policy.UserId || asked.HasIdTokenHint)
            return false;
        if ((asked.PromptsLogin || asked.PromptsSelectAccount) && session.SignedInAt <= arrivedAt)
            return false;
        if (session.SignedInAt < arrivedAt && !session.IsFreshFor(asked.MaxAge ?? client?.Metadata.DefaultMaxAge, now))
            return false;
        if (asked.WantsEveryFactor && !Amr.IsMultiple(session.Amr))
            return true;
        var levels = asked.AcrValues ?? client?.Metadata.DefaultAcrValues ?? [];
        return levels.Count > 0
            && !levels.Any(level => AuthenticationLevels.Satisfies(session.Acr, level))
            && policy.Wanted is not null;
    }
}
