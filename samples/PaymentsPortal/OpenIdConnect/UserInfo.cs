using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PaymentsPortal.OpenIdConnect;

/// <summary>What the person agreed to tell the portal (standard claims, OpenID Connect Core 1.0 §5.1, and the ecosystem's customer ID).</summary>
internal sealed record Person(
    [property: JsonPropertyName("sub")] string Subject, [property: JsonPropertyName("name")] string? Name,
    [property: JsonPropertyName("given_name")] string? GivenName, [property: JsonPropertyName("preferred_username")] string? PreferredUsername,
    [property: JsonPropertyName("email")] string? Email, [property: JsonPropertyName("customer_id")] string? CustomerId);

/// <summary>Asks the UserInfo endpoint (Core §5.3).</summary>
internal sealed class UserInfo(Provider provider, IHttpClientFactory http)
{
    public async Task<Person> FetchAsync(string accessToken, string subject, CancellationToken ct)
    {
        var metadata = await provider.DiscoverAsync(ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, metadata.UserInfoEndpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);

        using var response = await http.SendToProviderAsync(request, ct);
        if (!response.IsSuccessStatusCode)
            throw SignInException.InvalidAnswer($"The identity provider's UserInfo endpoint answered {(int)response.StatusCode}.");

        var person = await ReadAsync(response, ct);
        // §5.3.2: "The sub Claim in the UserInfo Response MUST be verified to exactly match the sub Claim in the ID Token".
        return string.Equals(person?.Subject, subject, StringComparison.Ordinal) && person is not null
            ? person
            : throw SignInException.InvalidAnswer("The UserInfo response is about somebody else.");
    }

    private static async Task<Person?> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<Person>(ct);
        }
        catch (JsonException malformed)
        {
            throw new SignInException("invalid_answer", "The UserInfo response is not JSON.", malformed);
        }
    }
}
