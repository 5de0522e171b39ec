namespace PseIdentity.Server.SignIn;

/// <summary>What a person is asked for next on the way to being signed in.</summary>
internal enum Step
{
    Password,
    SecondFactor,
    ChangePassword,

    /// <summary>The account's address is shown to be its owner's.</summary>
    VerifyEmail,

    /// <summary>A factor is enrolled: because policy asks for it, or because it is offered.</summary>
    Enroll,

    /// <summary>The organisation's security questions are answered.</summary>
    SecurityQuestions,

    /// <summary>Everything is proven: the session can be made.</summary>
    Complete,
}

/// <summary>The paths of the steps; each carries its request in the parameter <c>pending</c>.</summary>
internal static class StepPaths
{
    public const string Login = "/login";
    public const string Company = "/login/company";
    public const string Organization = "/login/organization";
    public const string Code = "/login/code";
    public const string Password = "/login/password";
    public const string Enroll = "/login/enroll";
    public const string VerifyEmail = "/verify-email";
    public const string SecurityQuestions = "/login/questions";
    public const string Consent = "/consent";
    public const string SelectAccount = "/select-account";

    /// <summary>The page that a message about a decoupled sign-in leads to.</summary>
    public static string ApproveOf(Guid approval) => $"/approve?request={approval}";

    public static string Of(Step step) => step switch
    {
        Step.SecondFactor => Code,
        Step.ChangePassword => Password,
        Step.VerifyEmail => VerifyEmail,
        Step.Enroll => Enroll,
        Step.SecurityQuestions => SecurityQuestions,
        _ => Login,
    };

    public static string WithPending(string path, string handle) => $"{path}?pending={handle}";
}
