using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Server.Tests.Federation.OpenIdConnect;

/// <summary>What arrived at an endpoint.</summary>
internal sealed record Received(IReadOnlyDictionary<string, string> Form, string? Authorization);

/// <summary>
/// A company's OpenID Connect provider, written for tests: it behaves as it stands, and every answer of it can be changed or replaced.
/// Whoever arrives is signed in at once as <c>employee-7</c>.
/// </summary>
internal sealed class CompanyProvider : IAsyncDisposable
{
    public const string ClientId = "pse-identity";
    public const string Secret = "a secret: of+the company's/choice=%&";

    /// <summary>One for all tests, because making it takes long.</summary>
    public static SigningKey FirstKey { get; } = SigningKey.Generate("RS256");

    public static SigningKey SecondKey { get; } = SigningKey.Generate("RS256");

    private readonly WebApplication app;
    private readonly TimeProvider clock;
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> codes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> pushed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> asked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Received> received = new(StringComparer.Ordinal);

    public CompanyProvider(TimeProvider clock)
    {
        this.clock = clock;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Run(AnswerAsync);
        app.Start();
        Issuer = app.Urls.Single();
    }

    public string Issuer { get; }

    public SigningKey Key { get; set; } = FirstKey;

    /// <summary>What its key set holds.</summary>
    public IReadOnlyList<Jwk> Published { get; set; } = [FirstKey.PublicKey];

    /// <summary>Changes made to what it would say otherwise.</summary>
    public Action<JsonObject> Discovery { get; set; } = static _ => { };
    public Action<JsonObject> IdToken { get; set; } = static _ => { };
    public Action<JsonObject> TokenResponse { get; set; } = static _ => { };
    public Action<JsonObject> UserInfo { get; set; } = static _ => { };
    public Action<IDictionary<string, string?>> Answer { get; set; } = static _ => { };

    /// <summary>How it signs ID tokens.</summary>
    public Func<JsonObject, string>? Sign { get; set; }

    /// <summary>How it signs userinfo; null: it answers plain JSON.</summary>
    public Func<JsonObject, string>? SignUserInfo { get; set; }

    /// <summary>Answers that stand in place of its own, by path.</summary>
    public ConcurrentDictionary<string, WebDocument> Instead { get; } = new(StringComparer.Ordinal);

    /// <summary>A path at which it never answers.</summary>
    public string? SilentAt { get; set; }

    public int TimesAsked(string path) => asked.GetValueOrDefault(path);

    public Received LastAt(string path) => received[path];

    /// <summary>What a browser does that arrives with this address: the parameters of the answer.</summary>
    public Dictionary<string, string?> Arrive(string address)
    {
        var query = QueryHelpers.ParseQuery(new Uri(address).Query).ToDictionary(each => each.Key, each => each.Value.ToString(), StringComparer.Ordinal);
        IReadOnlyDictionary<string, string> asked = query.TryGetValue("request_uri", out var uri) ? pushed[uri] : query;
        var code = "code-" + Guid.NewGuid().ToString("N");
        codes[code] = asked;
        var answer = new Dictionary<string, string?>(StringComparer.Ordinal) { ["code"] = code, ["state"] = asked["state"], ["iss"] = Issuer };
        Answer(answer);
        return answer;
    }

    public JsonObject IdTokenFor(string nonce, string accessToken)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        return new JsonObject
        {
            ["iss"] = Issuer,
            ["sub"] = "employee-7",
            ["aud"] = ClientId,
            ["iat"] = now,
            ["exp"] = now + 300,
            ["auth_time"] = now,
            ["nonce"] = nonce,
            ["at_hash"] = TokenHash.For("RS256", accessToken),
            ["sid"] = "session-1",
            ["amr"] = new JsonArray("pwd", "otp"),
            ["acr"] = "gold",
            ["name"] = "Eve Employee",
            ["email"] = "eve@acme.example",
            ["email_verified"] = true,
            ["groups"] = new JsonArray("staff", "payments"),
        };
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        asked.AddOrUpdate(path, 1, (_, count) => count + 1);
        var form = context.Request.HasFormContentType ? (await context.Request.ReadFormAsync()).ToDictionary(each => each.Key, each => each.Value.ToString(), StringComparer.Ordinal) : [];
        received[path] = new Received(form, context.Request.Headers.Authorization);
        if (path == SilentAt)
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var document = Instead.TryGetValue(path, out var instead) ? instead : Own(path, context, form);
        context.Response.StatusCode = document.Status;
        context.Response.ContentType = document.ContentType;
        if (document.Location is { } location)
            context.Response.Headers.Location = location;
        await context.Response.WriteAsync(document.Body, CancellationToken.None);
    }

    private WebDocument Own(string path, HttpContext context, Dictionary<string, string> form) => path switch
    {
        "/.well-known/openid-configuration" => Changed(Metadata(), Discovery),
        "/keys" => new WebDocument(KeySet()),
        "/authorize" => new WebDocument("") { Status = 303, Location = QueryHelpers.AddQueryString(RedirectUri(context), Arrive(context.Request.Scheme + "://" + context.Request.Host + path + context.Request.QueryString)) },
        "/token" => Token(form),
        "/par" => Push(form),
        "/userinfo" => AboutPerson(),
        _ => new WebDocument("") { Status = 404 },
    };

    private string RedirectUri(HttpContext context) =>
        context.Request.Query["request_uri"] is { Count: 1 } uri ? pushed[uri.ToString()]["redirect_uri"] : context.Request.Query["redirect_uri"].ToString();

    private JsonObject Metadata() => new()
    {
        ["issuer"] = Issuer,
        ["authorization_endpoint"] = Issuer + "/authorize?tenant=acme",
        ["token_endpoint"] = Issuer + "/token",
        ["jwks_uri"] = Issuer + "/keys",
        ["userinfo_endpoint"] = Issuer + "/userinfo",
        ["end_session_endpoint"] = Issuer + "/end",
        ["response_types_supported"] = new JsonArray("code"),
        ["response_modes_supported"] = new JsonArray("query", "form_post"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256", "ES256", "HS256", "none"),
        ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_basic", "client_secret_post", "private_key_jwt"),
        ["token_endpoint_auth_signing_alg_values_supported"] = new JsonArray("RS256", "PS256"),
        ["code_challenge_methods_supported"] = new JsonArray("S256"),
        ["authorization_response_iss_parameter_supported"] = true,
        ["scopes_supported"] = new JsonArray("openid", "profile", "email"),
    };

    private string KeySet()
    {
        using var stream = new MemoryStream();
        using (var json = new System.Text.Json.Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("keys");
            foreach (var key in Published)
                key.WriteTo(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private WebDocument Token(Dictionary<string, string> form)
    {
        if (!codes.TryRemove(form.GetValueOrDefault("code", ""), out var asked)
            || asked["redirect_uri"] != form.GetValueOrDefault("redirect_uri")
            || asked["code_challenge"] != CanonicalBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form.GetValueOrDefault("code_verifier", "")))))
            return new WebDocument("""{"error":"invalid_grant"}""") { Status = 400 };
        const string AccessToken = "an-access-token";
        var claims = IdTokenFor(asked["nonce"], AccessToken);
        IdToken(claims);
        var response = new JsonObject
        {
            ["access_token"] = AccessToken,
            ["token_type"] = "Bearer",
            ["expires_in"] = 60,
            ["id_token"] = Sign is { } sign ? sign(claims) : SignedByHand.By(Key, claims),
        };
        return Changed(response, TokenResponse);
    }

    private WebDocument Push(Dictionary<string, string> form)
    {
        var uri = "urn:ietf:params:oauth:request_uri:" + Guid.NewGuid().ToString("N");
        pushed[uri] = form;
        return new WebDocument(new JsonObject { ["request_uri"] = uri, ["expires_in"] = 60 }.ToJsonString()) { Status = 201 };
    }

    private WebDocument AboutPerson()
    {
        var claims = new JsonObject { ["sub"] = "employee-7", ["email"] = "other@acme.example", ["department"] = "Treasury" };
        UserInfo(claims);
        return SignUserInfo is { } sign ? new WebDocument(sign(claims)) { ContentType = "application/jwt" } : new WebDocument(claims.ToJsonString());
    }

    private static WebDocument Changed(JsonObject document, Action<JsonObject> change)
    {
        change(document);
        return new WebDocument(document.ToJsonString());
    }
}
