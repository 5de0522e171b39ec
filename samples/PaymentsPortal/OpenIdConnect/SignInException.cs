namespace PaymentsPortal.OpenIdConnect;

/// <summary>
/// A sign-in that cannot go on. <see cref="Error"/> is the provider's error code (RFC 6749 §4.1.2.1, §5.2) or one of ours;
/// the message is for the person in front of the browser.
/// </summary>
internal sealed class SignInException(string error, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Error { get; } = error;

    public static SignInException NotStartedHere() =>
        new("not_started_here", "This sign-in was not started in this browser, took too long, or was finished already.");

    public static SignInException InvalidAnswer(string message) => new("invalid_answer", message);

    public static SignInException InvalidIdToken(string message, Exception? inner = null) => new("invalid_id_token", message, inner);

    public static SignInException ProviderUnreachable(Exception inner) =>
        new("provider_unreachable", "The identity provider does not answer. Please try again in a moment.", inner);
}
