using PseIdentity.Server.SignIn;

namespace PseIdentity.Server.Pages;

/// <summary>Recovery codes as they are shown once, or what is said about them before.</summary>
/// <param name="Codes">In groups; none before they are made.</param>
/// <param name="Left">How many of the former ones have not been used.</param>
/// <param name="HasEnrolled">Whether a factor was set up just now.</param>
internal sealed record RecoveryCodesCard(IReadOnlyList<string> Codes, int Left, bool HasEnrolled)
{
    /// <summary>A file to keep, which needs no script.</summary>
    public string File => "data:text/plain;charset=utf-8," + Uri.EscapeDataString(string.Join("\r\n", Codes) + "\r\n");

    /// <summary>A factor was set up on the way, or nearly all codes are used up.</summary>
    public static bool AreDue(SignInTurn turn) => turn is { Attempt: { } attempt, Policy: { } policy } && NextStep.RecoveryCodesAreDue(attempt, policy);
}
