using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace PseIdentity.Testing.Http;

/// <summary>Somebody who registers clients (RFC 7591) and manages them (RFC 7592). What it asks for is valid as it stands; a test breaks one thing.</summary>
public sealed class Registrant(Uri issuer, string? token = Installation.InitialAccess) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = issuer };

    /// <summary>A web application's metadata, with changes: a null value leaves the member out.</summary>
    public static JsonObject Metadata(params (string Name, JsonNode? Value)[] changes)
    {
        var metadata = new JsonObject { ["client_name"] = "Newcomer", ["redirect_uris"] = new JsonArray("https://newcomer.example/callback") };
        foreach (var (name, value) in changes)
            if (value is null)
                metadata.Remove(name);
            else
                metadata[name] = value;
        return metadata;
    }

    public Task<TokenAnswer> RegisterAsync(params (string Name, JsonNode? Value)[] changes) => SendAsync(HttpMethod.Post, "/register", token, Metadata(changes).ToJsonString());

    public Task<TokenAnswer> ReadAsync(TokenAnswer registered) => SendAsync(HttpMethod.Get, UriOf(registered), TokenOf(registered), null);

    /// <summary>Replaces a registration by what it was, with changes.</summary>
    public Task<TokenAnswer> ReplaceAsync(TokenAnswer registered, params (string Name, JsonNode? Value)[] changes) =>
        SendAsync(HttpMethod.Put, UriOf(registered), TokenOf(registered), Metadata([("client_id", registered.Member("client_id")), .. changes]).ToJsonString());

    public Task<TokenAnswer> RemoveAsync(TokenAnswer registered) => SendAsync(HttpMethod.Delete, UriOf(registered), TokenOf(registered), null);

    /// <summary>Sends anything.</summary>
    public async Task<TokenAnswer> SendAsync(HttpMethod method, string uri, string? bearer, string? body, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, uri) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type)) };
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        using var response = await http.SendAsync(request);
        return await TokenAnswer.ReadAsync(response);
    }

    public static string TokenOf(TokenAnswer registered) => registered.Member("registration_access_token") ?? throw new InvalidOperationException(registered.Body);

    public static string UriOf(TokenAnswer registered) => registered.Member("registration_client_uri") ?? throw new InvalidOperationException(registered.Body);

    public void Dispose() => http.Dispose();
}
