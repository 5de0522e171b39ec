using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Http;

namespace PseIdentity.Protocol.Outbound;

/// <summary>
/// The one client for addresses that others gave us (jwks_uri, backchannel_logout_uri, …): https, public addresses only, checked on the
/// resolved address that the connection is made to, so that DNS rebinding does not help; no redirects, no proxy, no credentials, small and timed.
/// </summary>
public sealed partial class GuardedHttp : IDisposable
{
    private readonly HttpClient client;
    private readonly AllowedHosts allowed;
    private readonly OutboundOptions options;
    private readonly ILogger<GuardedHttp> log;
    private readonly WindowedCount fetches;

    public GuardedHttp(IOptions<OutboundOptions> options, TimeProvider clock, ILogger<GuardedHttp> log)
    {
        fetches = new WindowedCount(TimeSpan.FromMinutes(1), clock);
        this.options = options.Value;
        this.log = log;
        allowed = new AllowedHosts(this.options.AllowedHosts);
        client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = ConnectAsync,
            MaxResponseHeadersLength = 16,
        })
        {
            Timeout = this.options.Timeout,
            MaxResponseContentBufferSize = this.options.LongestAnswer,
        };
    }

    /// <summary>The body of a 200 answer; null when the address is not allowed, did not answer in time, or answered anything else.</summary>
    public async Task<byte[]?> GetAsync(string uri, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        using var response = await SendAsync(request, ct);
        return response is { StatusCode: HttpStatusCode.OK } ? await response.Content.ReadAsByteArrayAsync(ct) : null;
    }

    /// <summary>The same with header fields of the caller's.</summary>
    public async Task<byte[]?> GetAsync(string uri, IEnumerable<KeyValuePair<string, string>> headers, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await SendAsync(request, ct);
        return response is { StatusCode: HttpStatusCode.OK } ? await response.Content.ReadAsByteArrayAsync(ct) : null;
    }

    /// <summary>The same where the answer has to be of one of these media types.</summary>
    public async Task<byte[]?> GetAsync(string uri, IReadOnlyCollection<string> mediaTypes, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        foreach (var accepted in mediaTypes)
            request.Headers.Accept.ParseAdd(accepted);
        using var response = await SendAsync(request, ct);
        return response is { StatusCode: HttpStatusCode.OK, Content.Headers.ContentType.MediaType: { } type } && mediaTypes.Contains(type, StringComparer.OrdinalIgnoreCase)
            ? await response.Content.ReadAsByteArrayAsync(ct)
            : null;
    }

    /// <summary>The same with what the answer says about itself.</summary>
    public async Task<FetchedDocument?> FetchAsync(string uri, string accept, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        request.Headers.Accept.ParseAdd(accept);
        using var response = await SendAsync(request, ct);
        if (response is not { StatusCode: HttpStatusCode.OK })
            return null;
        var cache = response.Headers.CacheControl;
        return new FetchedDocument(await response.Content.ReadAsByteArrayAsync(ct), response.Content.Headers.ContentType?.MediaType, cache?.MaxAge, cache is { NoStore: true } or { NoCache: true });
    }

    /// <summary>The status of the answer to a form, or null when there was none.</summary>
    public async Task<HttpStatusCode?> PostFormAsync(string uri, IEnumerable<KeyValuePair<string, string>> form, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new FormUrlEncodedContent(form) };
        using var response = await SendAsync(request, ct);
        return response?.StatusCode;
    }

    /// <summary>The status of the answer to a JSON body under a bearer token, or null when there was none.</summary>
    public async Task<HttpStatusCode?> PostJsonAsync(string uri, string json, string bearer, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new StringContent(json, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")) };
        request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", bearer);
        using var response = await SendAsync(request, ct);
        return response?.StatusCode;
    }

    /// <summary>The status of the answer to a body of any form, or null when there was none.</summary>
    /// <param name="authorization">The whole <c>Authorization</c> header, or null for none.</param>
    public async Task<HttpStatusCode?> PostAsync(string uri, string body, string mediaType, string? authorization, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue(mediaType, "utf-8")) };
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await SendAsync(request, ct);
        return response?.StatusCode;
    }

    /// <summary>
    /// The whole answer, whatever its status, to a request of the caller's own making; null when there was none. For a party that the operator has named
    /// (a provider upstream): its answers are not counted as fetches, because each belongs to a person who is signing in.
    /// </summary>
    public async Task<PartnerAnswer?> AskAsync(HttpRequestMessage request, CancellationToken ct)
    {
        using var response = await SendAsync(request, counted: false, ct);
        return response is null
            ? null
            : new PartnerAnswer(response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsByteArrayAsync(ct));
    }

    public void Dispose() => client.Dispose();

    // What is fetched is fetched because somebody asked us something; what is posted is our own word.
    private Task<HttpResponseMessage?> SendAsync(HttpRequestMessage request, CancellationToken ct) => SendAsync(request, counted: request.Method == HttpMethod.Get, ct);

    private async Task<HttpResponseMessage?> SendAsync(HttpRequestMessage request, bool counted, CancellationToken ct)
    {
        if (request.RequestUri is not { IsAbsoluteUri: true } uri || !MayAsk(uri))
        {
            Blocked(log, request.RequestUri?.Host ?? "");
            return null;
        }

        if (counted && fetches.Take(uri.Authority, options.FetchesPerHostAndMinute, options.FetchesPerMinute) is not null)
        {
            TooOften(log, uri.Host);
            return null;
        }
        try
        {
            return await client.SendAsync(request, ct);
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !ct.IsCancellationRequested))
        {
            Failed(log, uri.Host, e.Message);
            return null;
        }
    }

    private bool MayAsk(Uri uri) => uri.Scheme == "https" || (uri.Scheme == "http" && allowed.Names(uri.IdnHost, uri.Port));

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var named = allowed.Names(host, port);
        var addresses = await Dns.GetHostAddressesAsync(host, ct);

        // The address that was checked is the one connected to.
        var reachable = Array.FindAll(addresses, address => named || allowed.MayReach(address));
        if (reachable.Length == 0)
            throw new HttpRequestException("The address is neither public nor in Network:AllowedHosts.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(reachable, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    [LoggerMessage(1101, LogLevel.Warning, "Not asked: {Host} is neither https nor in Network:AllowedHosts")]
    private static partial void Blocked(ILogger log, string host);

    [LoggerMessage(1103, LogLevel.Warning, "Not asked: {Host}, or all hosts together, would be asked more often than Network:FetchesPerHostAndMinute and Network:FetchesPerMinute allow")]
    private static partial void TooOften(ILogger log, string host);

    [LoggerMessage(1102, LogLevel.Information, "{Host} did not answer: {Reason}")]
    private static partial void Failed(ILogger log, string host, string reason);
}

/// <summary>A document that was fetched.</summary>
/// <param name="MediaType">Without parameters; null when the answer does not say.</param>
/// <param name="MaxAge"><c>Cache-Control: max-age</c> (RFC 9111 §5.2.2.1).</param>
/// <param name="NoStore">It asks not to be kept.</param>
public sealed record FetchedDocument(byte[] Body, string? MediaType, TimeSpan? MaxAge, bool NoStore);

/// <summary>What a party answered that the operator has named.</summary>
/// <param name="MediaType">Without parameters; null when the answer does not say.</param>
public sealed record PartnerAnswer(HttpStatusCode Status, string? MediaType, byte[] Body);
