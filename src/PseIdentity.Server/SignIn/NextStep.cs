using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn;

/// <summary>The rule of the house: what is asked next, from what is known and nothing else.</summary>
internal static class NextStep
{
    /// <param name="attempt">What this browser has proven for this request.</param>
    /// <param name="person">Who proved it, as the account is now; null when nobody has, or the account may not sign in any more.</param>
    /// <param name="stepUp">Whether a session counts already and only a second factor is missing.</param>
    public static Step Of(Attempt? attempt, Account? person, bool stepUp)
    {
        if (attempt is not { Factors.Count: > 0 } || person is not { Active: true } || attempt.UserId != person.Id)
            return stepUp ? Step.SecondFactor : Step.Password;
        if (person.Totp is not null && !attempt.Factors.Any(factor => factor.Method == Amr.OneTimeCode))
            return Step.SecondFactor;
        return person.MustChangePassword ? Step.ChangePassword : Step.Complete;
    }

    /// <summary>
    /// Whether the session is as fresh as the request asks and only too weak, while the person has a second factor:
    /// then the password need not be typed again (RFC 9470 §4 calls it step-up).
    /// </summary>
    public static bool IsStepUp(RequestedSignIn asked, Client? client, BrowserSession? session, Account? person, DateTimeOffset arrivedAt, DateTimeOffset now)
    {
        if (session is null || person is not { Active: true, Totp: not null, MustChangePassword: false } || session.UserId != person.Id || asked.HasIdTokenHint)
            return false;
        if ((asked.PromptsLogin || asked.PromptsSelectAccount) && session.AuthTime < arrivedAt)
            return false;
        if ((asked.MaxAge ?? client?.Metadata.DefaultMaxAge) is { } seconds && now - session.AuthTime > TimeSpan.FromSeconds(seconds))
            return false;
        var levels = asked.AcrValues ?? client?.Metadata.DefaultAcrValues ?? [];
        return levels.Count > 0
            && !levels.Any(level => AuthenticationLevels.Satisfies(session.Acr, level))
            && levels.Any(level => AuthenticationLevels.Satisfies(AuthenticationLevels.MultiFactor, level));
    }
}
