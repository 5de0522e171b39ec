using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace PaymentsPortal.Payments;

/// <summary>An API's demand for a stronger or fresher sign-in (RFC 9470 §3).</summary>
/// <param name="AcrValues">What to ask the provider for.</param>
/// <param name="MaxAge">Seconds.</param>
internal sealed partial record StepUp(string? AcrValues, string? MaxAge)
{
    /// <summary>The demand in a 401, or null.</summary>
    public static StepUp? In(HttpHeaderValueCollection<AuthenticationHeaderValue> challenges)
    {
        foreach (var challenge in challenges)
            if (challenge.Parameter is { } text && Value(text, "error") == "insufficient_user_authentication")
                return new StepUp(Value(text, "acr_values"), Value(text, "max_age"));
        return null;
    }

    /// <summary>Where the person goes: the provider is asked for exactly this (§4), and the way back leads to the page they came from.</summary>
    public string SignInPath(string returnTo) =>
        "/signin" + QueryString.Create(new Dictionary<string, string?> { ["return_to"] = returnTo, ["acr_values"] = AcrValues, ["max_age"] = MaxAge });

    private static string? Value(string challenge, string name)
    {
        foreach (Match parameter in Parameter().Matches(challenge))
            if (parameter.Groups[1].Value == name)
                return parameter.Groups[2].Value;
        return null;
    }

    [GeneratedRegex("([a-z_]+)=\"([^\"]*)\"")]
    private static partial Regex Parameter();
}
