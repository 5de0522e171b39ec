using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Testing.Http;

/// <summary>
/// A client of the provider that does everything right as it stands; a test breaks one thing. It speaks plain HTTP, so that what the wire shows is what is asserted.
/// </summary>
public sealed class RelyingParty(Uri issuer, string clientId, string? secret, string redirectUri, string scope, params Uri[] nodes) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly Uri[] nodes = nodes.Length == 0 ? [issuer] : nodes;
    private int turn;

    public Uri Issuer { get; } = issuer;

    public string ClientId { get; } = clientId;

    public string? Secret { get; } = secret;

    public string RedirectUri { get; } = redirectUri;

    public string Scope { get; } = scope;

    /// <summary>The verifier of the last request made by <see cref="AuthorizeQuery"/>.</summary>
    public string Verifier { get; private set; } = "";

    public string State { get; private set; } = "";

    public string Nonce { get; private set; } = "";

    /// <summary>With a key, whatever is posted and asked carries a DPoP proof (RFC 9449).</summary>
    public DpopKey? Dpop { get; set; }

    /// <summary>The nonce that the provider offered last.</summary>
    public string? DpopNonce { get; set; }

    /// <summary>With a certificate, whatever is sent looks as if a proxy had taken it at the address for client certificates (RFC 9440), of this name.</summary>
    public (X509Certificate2 Certificate, string Host)? Proxied { get; set; }

    /// <summary>What proofs are dated with.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Where the last request wants its answer.</summary>
    public string AnswerAt { get; private set; } = redirectUri;

    /// <summary>A complete authorization request, with changes: a null value leaves the parameter out.</summary>
    public string AuthorizeQuery(params (string Name, string? Value)[] changes) => Query(AuthorizeParameters(changes));

    /// <summary>The same, parameter by parameter.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> AuthorizeParameters(params (string Name, string? Value)[] changes)
    {
        Verifier = CanonicalBase64Url.Encode(RandomNumberGenerator.GetBytes(32));
        State = CanonicalBase64Url.Encode(RandomNumberGenerator.GetBytes(16));
        Nonce = CanonicalBase64Url.Encode(RandomNumberGenerator.GetBytes(16));
        var parameters = new List<KeyValuePair<string, string>>
        {
            new("response_type", "code"), new("client_id", ClientId), new("redirect_uri", RedirectUri), new("scope", Scope), new("state", State), new("nonce", Nonce),
            new("code_challenge", CanonicalBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)))), new("code_challenge_method", "S256"),
        };
        foreach (var (name, value) in changes)
        {
            parameters.RemoveAll(p => p.Key == name);
            if (value is not null)
                parameters.Add(new(name, value));
        }
        State = parameters.Find(p => p.Key == "state").Value ?? "";
        AnswerAt = parameters.Find(p => p.Key == "redirect_uri").Value ?? RedirectUri;
        return parameters;
    }

    /// <summary>Leaves a complete authorization request with the provider (RFC 9126 §2.1).</summary>
    public Task<TokenAnswer> PushAsync(params (string Name, string? Value)[] changes) =>
        PostAsync("/par", AuthorizeParameters(changes).Select(p => (p.Key, (string?)p.Value)));

    /// <summary>The address with which a person is sent after a push (RFC 9126 §4), with further parameters.</summary>
    public string PushedQuery(TokenAnswer pushed, params (string Name, string Value)[] beside) =>
        Query([new("client_id", ClientId), new("request_uri", pushed.Member("request_uri") ?? throw new InvalidOperationException(pushed.Body)), .. beside.Select(b => KeyValuePair.Create(b.Name, b.Value))]);

    private static string Query(IEnumerable<KeyValuePair<string, string>> parameters) =>
        "/authorize?" + string.Join('&', parameters.Select(p => p.Key + "=" + Uri.EscapeDataString(p.Value)));

    /// <summary>Goes to the provider, signs in where asked, allows where asked, and comes back with what the provider answered.</summary>
    public async Task<Dictionary<string, string>> SignInAsync(HttpBrowser browser, string userName, string password, params (string Name, string? Value)[] changes)
    {
        await browser.GoAsync(AuthorizeQuery(changes));
        if (browser.PageName == "login")
            await browser.PressAsync("login-submit", ("username", userName), ("password", password));
        if (browser.PageName == "consent")
            await browser.PressAsync("consent-allow");
        return Answer(browser);
    }

    /// <summary>The parameters with which a browser left for this client.</summary>
    public Dictionary<string, string> Answer(HttpBrowser browser)
    {
        var left = browser.Left ?? throw new InvalidOperationException($"Still at the provider: {browser.PageName} {browser.Status} {browser.Page.Body?.TextContent.Trim()}");
        if (!left.AbsoluteUri.StartsWith(AnswerAt, StringComparison.Ordinal))
            throw new InvalidOperationException($"Left for {left}");
        return browser.LeftWith is { } form
            ? new Dictionary<string, string>(form)
            : (left.Fragment.Length > 1 ? left.Fragment[1..] : left.Query.TrimStart('?')).Split('&').Select(p => p.Split('=', 2))
                .ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1].Replace('+', ' ')), StringComparer.Ordinal);
    }

    /// <summary>What the provider answers without showing a page: the person is signed in on this browser.</summary>
    public async Task<Dictionary<string, string>> AskAsync(HttpBrowser browser, params (string Name, string? Value)[] changes)
    {
        await browser.GoAsync(AuthorizeQuery(changes));
        return Answer(browser);
    }

    /// <summary>A whole sign-in, up to the tokens.</summary>
    public async Task<TokenAnswer> TokensAsync(HttpBrowser browser, string userName, string password, params (string Name, string? Value)[] changes) =>
        await RedeemAsync((await SignInAsync(browser, userName, password, changes))["code"], ("redirect_uri", AnswerAt));

    /// <summary>Redeems a code with everything that belongs to it.</summary>
    public Task<TokenAnswer> RedeemAsync(string code, params (string Name, string? Value)[] changes) =>
        TokenAsync([("grant_type", "authorization_code"), ("code", code), ("redirect_uri", RedirectUri), ("code_verifier", Verifier), .. changes]);

    public Task<TokenAnswer> RefreshAsync(string refreshToken, params (string Name, string? Value)[] changes) =>
        TokenAsync([("grant_type", "refresh_token"), ("refresh_token", refreshToken), .. changes]);

    public Task<TokenAnswer> TokenAsync(params (string Name, string? Value)[] fields) => PostAsync("/token", fields);

    public Task<TokenAnswer> RevokeAsync(string token) => PostAsync("/revoke", [("token", token)]);

    /// <summary>Posts a form as this client: Basic where it has a secret, otherwise client_id in the body. A later field replaces an earlier one, a null value removes it.</summary>
    public async Task<TokenAnswer> PostAsync(string path, IEnumerable<(string Name, string? Value)> fields)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Secret is null)
            form["client_id"] = ClientId;
        foreach (var (name, value) in fields)
            if (value is null)
                form.Remove(name);
            else
                form[name] = value;
        using var request = new HttpRequestMessage(HttpMethod.Post, OnNode(path)) { Content = new FormUrlEncodedContent(form) };
        if (Secret is not null && !form.ContainsKey("client_assertion") && !form.ContainsKey("client_secret"))
            request.Headers.Authorization = Basic(ClientId, Secret);
        if (Dpop is null)
            return await SendAsync(request);

        request.Headers.Add("DPoP", Proof("POST", path).Sign());
        var answer = await SendAsync(request);
        // RFC 9449 §8: the client tries again with the nonce.
        return answer.Error == "use_dpop_nonce" ? await PostWithProofAsync(path, form, Proof("POST", path).Sign()) : answer;
    }

    /// <summary>Posts a form as this client, with exactly this proof.</summary>
    public async Task<TokenAnswer> PostWithProofAsync(string path, IReadOnlyDictionary<string, string> form, params string[] proofs)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, OnNode(path)) { Content = new FormUrlEncodedContent(form) };
        if (Secret is not null)
            request.Headers.Authorization = Basic(ClientId, Secret);
        foreach (var proof in proofs)
            request.Headers.Add("DPoP", proof);
        return await SendAsync(request);
    }

    /// <summary>A proof for an endpoint of the issuer.</summary>
    public DpopDraft Proof(string method, string path, string? accessToken = null) =>
        (Dpop ?? throw new InvalidOperationException("This client has no DPoP key."))
            .Draft(method, Issuer.GetLeftPart(UriPartial.Authority) + path, Clock.GetUtcNow(), DpopNonce, accessToken);

    public async Task<TokenAnswer> UserInfoAsync(string accessToken)
    {
        if (Dpop is null)
            return await UserInfoAsync("Bearer", accessToken);
        var answer = await UserInfoAsync("DPoP", accessToken, Proof("GET", "/userinfo", accessToken).Sign());
        return answer.Error == "use_dpop_nonce" ? await UserInfoAsync("DPoP", accessToken, Proof("GET", "/userinfo", accessToken).Sign()) : answer;
    }

    /// <summary>Asks for the claims with exactly this scheme and these proofs.</summary>
    public async Task<TokenAnswer> UserInfoAsync(string scheme, string accessToken, params string[] proofs)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, OnNode("/userinfo"));
        request.Headers.Authorization = new AuthenticationHeaderValue(scheme, accessToken);
        foreach (var proof in proofs)
            request.Headers.Add("DPoP", proof);
        return await SendAsync(request);
    }

    /// <summary>Sends anything; for requests that are wrong in ways of their own.</summary>
    public async Task<TokenAnswer> SendAsync(HttpRequestMessage request)
    {
        request.Headers.Host ??= Proxied?.Host ?? Issuer.Authority;
        if (Proxied is { } proxied)
            request.Headers.Add("Client-Cert", ":" + Convert.ToBase64String(proxied.Certificate.RawData) + ":");
        using var response = await http.SendAsync(request);
        if (response.Headers.TryGetValues("DPoP-Nonce", out var nonces))
            DpopNonce = nonces.Single();
        return await TokenAnswer.ReadAsync(response);
    }

    public Uri OnNode(string path) => new(nodes[(int)((uint)Interlocked.Increment(ref turn) % (uint)nodes.Length)], path);

    /// <summary>RFC 6749 §2.3.1: form-encoded, then joined, then base64.</summary>
    public static AuthenticationHeaderValue Basic(string id, string secret) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.EscapeDataString(id) + ":" + Uri.EscapeDataString(secret))));

    public void Dispose() => http.Dispose();
}

/// <summary>What a back-channel endpoint answered.</summary>
public sealed record TokenAnswer(int Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string? Error => Member("error");

    public string AccessToken => Member("access_token") ?? throw new InvalidOperationException(Body);

    public string RefreshToken => Member("refresh_token") ?? throw new InvalidOperationException(Body);

    public string IdToken => Member("id_token") ?? throw new InvalidOperationException(Body);

    public string? Member(string name) =>
        Body.StartsWith('{') && Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static async Task<TokenAnswer> ReadAsync(HttpResponseMessage response) =>
        new((int)response.StatusCode, await response.Content.ReadAsStringAsync(),
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase));
}
