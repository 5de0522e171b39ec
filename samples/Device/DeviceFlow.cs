using System.Net.Http.Json;

namespace Device;

/// <summary>Signs somebody in who has a browser on another device (RFC 8628). A public client: a program that people hold keeps no secret.</summary>
internal sealed class DeviceFlow(HttpClient http, Provider provider, string clientId)
{
    /// <summary>Asks for two codes (§3.1): one that the person types, one that the device polls with.</summary>
    public Task<Codes> BeginAsync(string scope, CancellationToken ct) =>
        PostAsync<Codes>(provider.DeviceAuthorizationEndpoint, ct, ("client_id", clientId), ("scope", scope));

    /// <summary>Polls until the person has decided (§3.4, §3.5).</summary>
    public async Task<Tokens> WaitAsync(Codes codes, CancellationToken ct)
    {
        var end = DateTimeOffset.UtcNow.AddSeconds(codes.ExpiresIn);
        // §3.2: "If no value is provided, clients MUST use 5 as the default."
        var interval = TimeSpan.FromSeconds(codes.Interval ?? 5);

        while (DateTimeOffset.UtcNow < end)
        {
            await Task.Delay(interval, ct);
            try
            {
                return await PostAsync<Tokens>(provider.TokenEndpoint, ct,
                    ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("device_code", codes.DeviceCode), ("client_id", clientId));
            }
            catch (DeviceException answer) when (answer.Error == "authorization_pending")
            {
                // Nobody has decided yet.
            }
            catch (DeviceException answer) when (answer.Error == "slow_down")
            {
                // §3.5: "the interval MUST be increased by 5 seconds for this and all subsequent requests."
                interval += TimeSpan.FromSeconds(5);
            }
            catch (Exception failure) when (failure is HttpRequestException or TimeoutException || (failure is TaskCanceledException && !ct.IsCancellationRequested))
            {
                // §3.5: on a timeout "clients MUST unilaterally reduce their polling frequency before retrying."
                interval *= 2;
            }
        }

        throw new DeviceException("expired_token", "Nobody has typed the code in time.");
    }

    private async Task<T> PostAsync<T>(Uri endpoint, CancellationToken ct, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await http.PostAsync(endpoint, form, ct);
        if (response.IsSuccessStatusCode)
            return await response.Content.ReadFromJsonAsync<T>(Provider.Json, ct) ?? throw new DeviceException("no_answer", $"{endpoint} answered with nothing.");
        if ((int)response.StatusCode is not (400 or 401))
            throw new HttpRequestException($"{endpoint} answered {(int)response.StatusCode}.");

        var refusal = await response.Content.ReadFromJsonAsync<Refusal>(Provider.Json, ct);
        throw new DeviceException(refusal?.Error ?? "no_answer", refusal?.ErrorDescription);
    }

    // RFC 6749 §5.2
    private sealed record Refusal(string? Error, string? ErrorDescription);
}

/// <summary>What begins it (§3.2); times are in seconds.</summary>
internal sealed record Codes(string DeviceCode, string UserCode, string VerificationUri, string? VerificationUriComplete, int ExpiresIn, int? Interval);

/// <summary>What ends it (RFC 6749 §5.1).</summary>
internal sealed record Tokens(string AccessToken, string? IdToken, string? RefreshToken);

/// <summary>It ended without a sign-in.</summary>
internal sealed class DeviceException(string error, string? description) : Exception($"{description ?? "The provider refused."} ({error})")
{
    public string Error { get; } = error;
}
