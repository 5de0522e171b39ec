using System.Globalization;
using PseIdentity.Protocol.Errors;

namespace PseIdentity.Protocol.Authorize.Checks;

/// <summary>Whether and why the person shall be asked: <c>prompt</c>, <c>max_age</c>, <c>display</c> (OpenID Connect Core §3.1.2.1).</summary>
internal sealed class PromptCheck : IAuthorizeCheck
{
    /// <summary>What <c>prompt_values_supported</c> lists.</summary>
    public static IReadOnlyList<string> Values { get; } = ["none", "login", "consent", "select_account"];

    public ValueTask<AuthorizeOutcome?> CheckAsync(AuthorizeContext request, CancellationToken ct)
    {
        var prompt = (request.Parameters["prompt"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var value in prompt)
            if (!Values.Contains(value, StringComparer.Ordinal))
                throw Refuse.InvalidRequest("authorize.prompt", "The prompt value is not supported.");

        // "If this parameter contains none with any other value, an error is returned."
        if (prompt.Length > 1 && prompt.Contains("none", StringComparer.Ordinal))
            throw Refuse.InvalidRequest("authorize.prompt_none", "The prompt none stands alone.");
        request.Prompt = prompt;

        request.MaxAge = request.KnownClient.Metadata.DefaultMaxAge;
        if (request.Parameters["max_age"] is { } text)
            request.MaxAge = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                ? seconds
                : throw Refuse.InvalidRequest("authorize.max_age", "The max_age is not a number of seconds.");
        return ValueTask.FromResult<AuthorizeOutcome?>(null);
    }
}
