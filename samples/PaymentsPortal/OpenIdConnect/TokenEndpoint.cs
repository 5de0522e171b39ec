using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace PaymentsPortal.OpenIdConnect;

/// <summary>The tokens of one person, as they were last received.</summary>
internal sealed record Tokens(string AccessToken, DateTimeOffset ExpiresAt, string? RefreshToken, string? IdToken, string? Scope);

/// <summary>The portal's calls to the provider that need its secret: code, refresh (RFC 6749 §4.1.3, §6) and revocation (RFC 7009).</summary>
internal sealed partial class TokenEndpoint(
    IOptions<OidcOptions> options, Provider provider, IHttpClientFactory http, TimeProvider clock, ILogger<TokenEndpoint> log)
{
    public Task<Tokens> RedeemCodeAsync(string code, string codeVerifier, CancellationToken ct) => RequestAsync(new()
    {
        ["grant_type"] = "authorization_code",
        ["code"] = code,
        ["redirect_uri"] = options.Value.RedirectUri,
        ["code_verifier"] = codeVerifier,
    }, ct);

    public Task<Tokens> RefreshAsync(string refreshToken, CancellationToken ct) => RequestAsync(new()
    {
        ["grant_type"] = "refresh_token",
        ["refresh_token"] = refreshToken,
    }, ct);

    /// <summary>Tells the provider that a refresh token is no longer needed. A provider that is away does not hinder: the token ends by itself.</summary>
    public async Task RevokeAsync(string refreshToken, CancellationToken ct)
    {
        try
        {
            var metadata = await provider.DiscoverAsync(ct);
            if (string.IsNullOrEmpty(metadata.RevocationEndpoint))
                return;
            using var response = await PostAsync(metadata.RevocationEndpoint, new() { ["token"] = refreshToken, ["token_type_hint"] = "refresh_token" }, ct);
            if (!response.IsSuccessStatusCode)
                LogNotRevoked((int)response.StatusCode);
        }
        catch (SignInException)
        {
            LogNotRevoked(null);
        }
    }

    private async Task<Tokens> RequestAsync(Dictionary<string, string> form, CancellationToken ct)
    {
        var metadata = await provider.DiscoverAsync(ct);
        using var response = await PostAsync(metadata.TokenEndpoint, form, ct);
        var body = await response.Content.ReadAsByteArrayAsync(ct);

        if (!response.IsSuccessStatusCode)
            throw Refusal(body, response.StatusCode);

        var answer = Parse<TokenAnswer>(body);
        // RFC 6749 §7.1: a client must not use an access token of a type it does not understand.
        if (answer is not { AccessToken: { Length: > 0 } accessToken } || !string.Equals(answer.TokenType, "Bearer", StringComparison.OrdinalIgnoreCase))
            throw SignInException.InvalidAnswer("The token response has no bearer access token.");

        var lifetime = TimeSpan.FromSeconds(Math.Clamp(answer.ExpiresIn ?? 300, 0, 86_400));
        return new(accessToken, clock.GetUtcNow() + lifetime, answer.RefreshToken, answer.IdToken, answer.Scope);
    }

    private async Task<HttpResponseMessage> PostAsync(string endpoint, Dictionary<string, string> form, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = ClientSecretBasic();
        request.Headers.Accept.Add(new("application/json"));
        return await http.SendToProviderAsync(request, ct);
    }

    // RFC 6749 §2.3.1: both are form-encoded before they are joined, so that a colon in the id cannot move the border.
    private AuthenticationHeaderValue ClientSecretBasic()
    {
        var pair = $"{WebUtility.UrlEncode(options.Value.ClientId)}:{WebUtility.UrlEncode(options.Value.ClientSecret)}";
        return new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
    }

    private SignInException Refusal(byte[] body, HttpStatusCode status)
    {
        var refusal = Parse<ErrorAnswer>(body);
        LogTokenRefused((int)status, refusal?.Error);
        return new(refusal?.Error ?? "server_error", refusal?.Description ?? $"The identity provider answered {(int)status}.");
    }

    private static T? Parse<T>(byte[] body) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body);
        }
        catch (JsonException) // a page of a proxy, for example
        {
            return null;
        }
    }

    private sealed record TokenAnswer(
        [property: JsonPropertyName("access_token")] string? AccessToken, [property: JsonPropertyName("token_type")] string? TokenType,
        [property: JsonPropertyName("expires_in")] long? ExpiresIn, [property: JsonPropertyName("refresh_token")] string? RefreshToken,
        [property: JsonPropertyName("id_token")] string? IdToken, [property: JsonPropertyName("scope")] string? Scope);

    private sealed record ErrorAnswer(
        [property: JsonPropertyName("error")] string? Error, [property: JsonPropertyName("error_description")] string? Description);

    [LoggerMessage(10, LogLevel.Warning, "The token endpoint answered {Status} {Error}")]
    private partial void LogTokenRefused(int status, string? error);

    [LoggerMessage(11, LogLevel.Warning, "A refresh token could not be revoked ({Status})")]
    private partial void LogNotRevoked(int? status);
}
