using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Device;

/// <summary>What the provider says about itself (OpenID Connect Discovery §3), as far as a device needs it.</summary>
internal sealed record Provider(string Issuer, Uri DeviceAuthorizationEndpoint, Uri TokenEndpoint, Uri UserinfoEndpoint)
{
    /// <summary>OAuth's members are snake_case, and what is not known is left alone.</summary>
    public static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static async Task<Provider> DiscoverAsync(HttpClient http, Uri authority, CancellationToken ct)
    {
        var issuer = authority.AbsoluteUri.TrimEnd('/');
        var provider = await http.GetFromJsonAsync<Provider>(issuer + "/.well-known/openid-configuration", Json, ct);

        // Discovery §4.3: the issuer "MUST exactly match the Issuer URL that was used".
        if (provider?.Issuer != issuer)
            throw new DeviceException("wrong_issuer", $"{issuer} says that it is {provider?.Issuer}.");
        if (provider is { DeviceAuthorizationEndpoint: null } or { TokenEndpoint: null } or { UserinfoEndpoint: null })
            throw new DeviceException("no_device_flow", $"{issuer} does not offer the device flow.");
        return provider;
    }

    /// <summary>Who it is that an access token stands for (OpenID Connect Core §5.3).</summary>
    public async Task<Person> PersonAsync(HttpClient http, string accessToken, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, UserinfoEndpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        using var response = await http.SendAsync(request, ct);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<Person>(Json, ct) ?? throw new DeviceException("no_person", "userinfo is empty.");
    }
}

internal sealed record Person(string Sub, string? Name, string? Email);
