namespace PseIdentity.Server.Tests.SignIn.Interleavings;

/// <summary>What is still to be proven.</summary>
internal enum Due
{
    Password,
    Code,
    NewPassword,
    Enrolment,
    Nothing,
}

/// <summary>The rules of the house once more, written from what the product promises and apart from its code: they judge it.</summary>
internal static class Rules
{
    public const string Password = "urn:pse-identity:acr:password";
    public const string Mfa = "urn:pse-identity:acr:mfa";

    private static readonly TimeSpan ProofLifetime = TimeSpan.FromMinutes(15);

    /// <summary>What this browser has to prove before a session comes of this request.</summary>
    public static Due DueFor(Asked asked, DateTimeOffset now)
    {
        if (asked is not { By: { } person, Proofs.Count: > 0 })
            return AddsToSession(asked, now) ? Due.Code : Due.Password;
        if (person.TotpSecret is not null && !asked.HasSetUp && asked.Proofs.Count < 2 && !IsSpared(asked, person))
            return Due.Code;
        if (person.MustChange)
            return Due.NewPassword;
        return (person.MustEnroll && person.TotpSecret is null) || (asked.HasSetUp && !asked.HasSavedCodes) ? Due.Enrolment : Due.Nothing;
    }

    /// <summary>What was typed long ago, or with a password that was replaced since, proves nothing.</summary>
    public static void Expire(Asked asked, DateTimeOffset now)
    {
        if (asked.Proofs is [var first, ..] && (now - first.At > ProofLifetime || first.At < asked.By?.PasswordSince))
            asked.DropProofs();
    }

    /// <summary>A trusted browser is not asked for the code, unless the application wants it.</summary>
    public static bool IsSpared(Asked asked, Person person) => asked.Visitor.Trusted.Contains(person) && !Wants(asked);

    /// <summary>Whether the session counts for the request and only a second factor is missing (RFC 9470 §4).</summary>
    public static bool AddsToSession(Asked asked, DateTimeOffset now) =>
        asked.Visitor.Session is { Acr: Password, Person: { TotpSecret: not null, MustChange: false } } session && Wants(asked) && IsFresh(asked, session, now)
        && !(asked.PromptsSelectAccount && session.At <= asked.At);

    /// <summary>The session that finished proofs make.</summary>
    public static SignedIn Finish(Asked asked, Person person, DateTimeOffset now)
    {
        var words = asked.Proofs.Select(proof => proof.Word).ToList();
        return words.Count > 1 ? new SignedIn(person, [.. words, "mfa"], Mfa, now) : new SignedIn(person, words, Password, now);
    }

    /// <summary>Why no code may be given now; null when one may.</summary>
    public static string? Forbids(Asked asked, Func<Person, bool> remembered, DateTimeOffset now)
    {
        if (asked.Visitor.Session is not { } session)
            return "nobody is signed in";
        if (asked.Denied)
            return "the person said no";
        if (!IsFresh(asked, session, now))
            return $"nobody signed in since {asked.At:T}, as prompt=login or max_age asks";
        if (asked.PromptsSelectAccount && session.At <= asked.At && asked.Chosen != session.Person)
            return "the account was not chosen";
        if (asked.InsistsOnMfa && session.Acr != Mfa)
            return "the request insists on a second factor";
        if (Wants(asked) && CouldReach(asked, session) && session.Acr != Mfa)
            return "the request wants the second factor that this person has";
        if (asked.PromptsConsent || (asked.AsksConsent && !remembered(session.Person)))
            return asked.Allowed == session.Person ? null : "this person has not consented";
        return null;
    }

    /// <summary>Whether the person had an app to begin with: one that was set up on the way in, here or in another tab, is for the next time.</summary>
    public static bool CouldReach(Asked asked, SignedIn session) =>
        session.Person.TotpSecret is not null && (session.At <= asked.At || session.Person.TotpSince < asked.At);

    private static bool Wants(Asked asked) => asked.WantsMfa || asked.InsistsOnMfa;

    // OpenID Connect Core §3.1.2.1: signed in because of this request, or recently enough, in whole seconds; max_age=0 is prompt=login.
    private static bool IsFresh(Asked asked, SignedIn session, DateTimeOffset now) => session.At > asked.At
        || (!asked.PromptsLogin && (asked.MaxAge is not { } age || (age > 0 && now.ToUnixTimeSeconds() - session.At.ToUnixTimeSeconds() <= age)));
}
