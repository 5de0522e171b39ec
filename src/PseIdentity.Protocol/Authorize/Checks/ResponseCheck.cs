using PseIdentity.Protocol.Errors;

namespace PseIdentity.Protocol.Authorize.Checks;

/// <summary>What is asked for and how it is answered (RFC 6749 §3.1.1; OAuth 2.0 Multiple Response Types §2.1).</summary>
internal sealed class ResponseCheck(IEnumerable<IResponseMode> modes) : IAuthorizeCheck
{
    /// <summary>What <c>response_types_supported</c> lists.</summary>
    public static IReadOnlyList<string> ResponseTypes { get; } = ["code"];

    private readonly IResponseMode[] modes = [.. modes];

    public ValueTask<AuthorizeOutcome?> CheckAsync(AuthorizeContext request, CancellationToken ct)
    {
        // The mode comes first: errors about anything else are told in it. Until it is known, the default of "code" serves.
        request.ResponseMode = Mode("query");
        if (request.Parameters["response_mode"] is { } mode && !request.Parameters.Repeated.Contains("response_mode"))
            request.ResponseMode = Mode(mode) ?? throw Refuse.InvalidRequest("authorize.response_mode", "The response_mode is not supported.");

        var type = request.Parameters["response_type"]
            ?? throw Refuse.InvalidRequest("authorize.response_type_missing", "The parameter response_type is missing.");
        if (!ResponseTypes.Contains(type, StringComparer.Ordinal))
            throw Refuse.UnsupportedResponseType("authorize.response_type", "The response_type is not supported.");
        if (!request.KnownClient.Metadata.ResponseTypes.Contains(type, StringComparer.Ordinal) || !request.KnownClient.May("authorization_code"))
            throw Refuse.UnauthorizedClient("authorize.response_type_not_allowed", "The client may not use this response_type.");
        return ValueTask.FromResult<AuthorizeOutcome?>(null);
    }

    private IResponseMode? Mode(string name) => Array.Find(modes, mode => mode.Name == name);
}
