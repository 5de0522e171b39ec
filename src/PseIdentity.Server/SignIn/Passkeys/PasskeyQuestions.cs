using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.Passkeys;

/// <summary>What a step of a sign-in asks of the browser's passkeys.</summary>
internal sealed class PasskeyQuestions(PasskeySignIn signIn, PasskeyEnrollment enrollment)
{
    public const string Path = "/login/passkey/options";

    /// <summary>The options that the step in front of the person needs; null where none helps, or browsers offer no passkeys at this address.</summary>
    /// <param name="other">The person said that somebody else signs in.</param>
    public string? For(SignInTurn turn, bool other) => (signIn.IsUsable, turn) switch
    {
        (false, _) => null,
        (_, { Next: Step.SecondFactor, Person: { } person }) when !other => person.Has(CredentialKinds.Passkey) ? signIn.AskSecond(turn, person) : null,
        (_, { Next: Step.Enroll, Person: { } person }) when !other => enrollment.Ask(turn.Request.BrowserHash, turn.Request.RequestId, person),
        _ => signIn.AskAlone(turn, KnownAt(turn, other)),
    };

    /// <summary>Who is asked to sign in once more. Not who signed in beside this page, in another tab: that may be somebody else.</summary>
    public static Account? KnownAt(SignInTurn turn, bool other) =>
        !other && turn is { HasProof: false, Session: { } session, Person: { } person } && session.SignedInAt <= turn.Request.ArrivedAt && person.Has(CredentialKinds.Passkey)
            ? person
            : null;

    /// <summary>Where a page that has been open for long gets new options.</summary>
    public static string PathOf(SignInTurn turn, bool other) => StepPaths.WithPending(Path, turn.Handle) + (other ? "&other=yes" : "");
}
