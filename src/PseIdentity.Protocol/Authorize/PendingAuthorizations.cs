using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.PushedRequests;
using PseIdentity.Protocol.Tokens;

namespace PseIdentity.Protocol.Authorize;

/// <summary>Requests that wait for a person, as handles for the pages' <c>pending</c> parameter.</summary>
public sealed class PendingAuthorizations(
    IDataProtectionProvider protection, IStoredHandles stored, IPushedRequestStore pushed, IOptions<TokenOptions> options, TimeProvider clock)
{
    /// <summary>Kestrel answers 414 above an 8 KB request line, and proxies much earlier: a longer request is kept by the server.</summary>
    private const int LongestParameters = 900;

    private readonly ProtectedHandles<PendingContent> handles = new(protection, "pending", PendingJson.Default.PendingContent);

    public async ValueTask<string> ProtectAsync(PendingAuthorization request, CancellationToken ct)
    {
        var content = new PendingContent(request.RequestId, request.Parameters, request.ArrivedAt.ToUnixTimeMilliseconds(), request.BrowserHash, request.LocalPath, null, request.PushedHash);
        if (request.PushedHash is not null)
            content = content with { Parameters = null };
        else if (request.Parameters.Length > LongestParameters)
        {
            var id = Guid.CreateVersion7();
            await stored.AddAsync(id, System.Text.Encoding.UTF8.GetBytes(request.Parameters), request.ArrivedAt + options.Value.PendingRequestLifetime, ct);
            content = content with { Parameters = null, Stored = id };
        }
        return handles.Protect(content);
    }

    /// <summary>The request of this browser; null when the handle is not ours, is another browser's, or has expired.</summary>
    public async ValueTask<PendingAuthorization?> ReadAsync(string? handle, byte[]? browserHash, CancellationToken ct)
    {
        if (browserHash is null || handles.Read(handle) is not { } content
            || !CryptographicOperations.FixedTimeEquals(content.Browser, browserHash))
            return null;
        var arrivedAt = DateTimeOffset.FromUnixTimeMilliseconds(content.ArrivedAt);
        var now = clock.GetUtcNow();
        if (now >= arrivedAt + options.Value.PendingRequestLifetime)
            return null;
        var parameters = content.Parameters;
        if (content.Pushed is { } hash)
            parameters = (await pushed.FindAsync(hash, now, ct))?.Parameters;
        if (content.Stored is { } id)
            parameters = await stored.FindAsync(id, now, ct) is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes) : null;
        return parameters is null ? null : new PendingAuthorization
        {
            RequestId = content.RequestId,
            Parameters = parameters,
            PushedHash = content.Pushed,
            ArrivedAt = arrivedAt,
            BrowserHash = content.Browser,
            LocalPath = content.LocalPath,
        };
    }
}

internal sealed record PendingContent(
    [property: JsonPropertyName("i")] string RequestId,
    [property: JsonPropertyName("p")] string? Parameters,
    [property: JsonPropertyName("t")] long ArrivedAt,
    [property: JsonPropertyName("b")] byte[] Browser,
    [property: JsonPropertyName("l")] string? LocalPath,
    [property: JsonPropertyName("s")] Guid? Stored,
    [property: JsonPropertyName("u")] byte[]? Pushed);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PendingContent))]
internal sealed partial class PendingJson : JsonSerializerContext;
