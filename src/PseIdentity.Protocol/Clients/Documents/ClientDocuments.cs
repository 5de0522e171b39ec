using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Outbound;
using PseIdentity.Protocol.Registration;

namespace PseIdentity.Protocol.Clients.Documents;

/// <summary>
/// Client ID metadata documents (draft-ietf-oauth-client-id-metadata-document §4): fetched from their address, checked like a registration, and
/// remembered for a while. Callers who come meanwhile share one fetch.
/// </summary>
internal sealed partial class ClientDocuments(
    GuardedHttp http, RegistrationLimits limits, SectorIdentifiers sectors, Capabilities can, IOptions<ClientDocumentOptions> options, TimeProvider clock, ILogger<ClientDocuments> log)
{
    // There is no way to agree on a secret (§4.1), so a client that says nothing is public.
    private static readonly RegistrationPolicy Policy = RegistrationPolicy.Parse("""{ "defaults": { "token_endpoint_auth_method": "none" } }""");

    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);

    /// <summary>The metadata behind the address, or null when there is none that can be used.</summary>
    public async ValueTask<ClientMetadata?> FindAsync(string address, CancellationToken ct)
    {
        var entry = entries.GetOrAdd(address, static _ => new Entry());
        var now = clock.GetUtcNow();
        entry.UsedAt = now;
        if (entries.Count > options.Value.MostKept)
            entries.TryRemove(entries.MinBy(each => each.Value.UsedAt));
        if (now >= entry.FreshUntil)
            await entry.FetchOnceAsync(() => FetchAsync(address, entry)).WaitAsync(ct);
        return entry.Metadata;
    }

    private async Task FetchAsync(string address, Entry entry)
    {
        // One caller's hanging up must not cost the others the answer: no cancellation but the network guard's own time limit.
        var fetched = await http.FetchAsync(address, "application/json", CancellationToken.None);
        var now = clock.GetUtcNow();
        if (fetched is null)
        {
            // Nothing was said: what it said last holds a little longer, so that a client is not lost with its web server.
            entry.Metadata = now - entry.FetchedAt < options.Value.LongestCache ? entry.Metadata : null;
            entry.FreshUntil = now + options.Value.ShortestCache;
            return;
        }
        entry.Metadata = await ReadAsync(address, fetched);
        entry.FetchedAt = now;
        entry.FreshUntil = now + (entry.Metadata is null ? options.Value.ShortestCache : CacheFor(fetched));
    }

    private TimeSpan CacheFor(FetchedDocument fetched)
    {
        var wanted = fetched.NoStore ? TimeSpan.Zero : fetched.MaxAge ?? options.Value.LongestCache / 10;
        return wanted < options.Value.ShortestCache ? options.Value.ShortestCache : wanted > options.Value.LongestCache ? options.Value.LongestCache : wanted;
    }

    private async Task<ClientMetadata?> ReadAsync(string address, FetchedDocument fetched)
    {
        try
        {
            var document = Checked(address, fetched);
            var metadata = await limits.ApplyAsync(RequestedMetadata.Read(document, Policy), RegistrationPolicy.None, secret: null, CancellationToken.None);
            await sectors.RefuseWrongAsync(metadata, CancellationToken.None);
            return metadata with { Consent = "explicit" };
        }
        catch (ProtocolException refusal)
        {
            Refused(log, address, refusal.Error.Description);
            return null;
        }
    }

    private JsonElement Checked(string address, FetchedDocument fetched)
    {
        if (fetched.Body.Length > options.Value.LongestDocument)
            throw Refuse.InvalidClientMetadata("document.too_long", "The document is too long.");
        if (fetched.MediaType is not { } type || !(type == "application/json" || (type.StartsWith("application/", StringComparison.Ordinal) && type.EndsWith("+json", StringComparison.Ordinal))))
            throw Refuse.InvalidClientMetadata("document.content_type", "The document is not served as JSON.");
        var document = StrictJson.TryParseObject(fetched.Body) ?? throw Refuse.InvalidClientMetadata("document.json", "The document is not one JSON object with every member once.");

        // §4: "MUST contain a client_id property whose value MUST match the URL of the document using simple string comparison".
        if (!document.TryGetProperty("client_id", out var id) || id.ValueKind != JsonValueKind.String || !string.Equals(id.GetString(), address, StringComparison.Ordinal))
            throw Refuse.InvalidClientMetadata("document.client_id", "The client_id in the document is not its address.");

        // §4.1: neither a secret nor a way to authenticate by one.
        if (document.TryGetProperty("client_secret", out _) || document.TryGetProperty("client_secret_expires_at", out _))
            throw Refuse.InvalidClientMetadata("document.secret", "A document that everybody can read holds no secret.");
        if (document.TryGetProperty("token_endpoint_auth_method", out var method) && method.ValueKind == JsonValueKind.String
            && can.AuthenticationMethod(method.GetString() ?? "")?.UsesSecret == true)
            throw Refuse.InvalidClientMetadata("document.auth_method", "A client of a document cannot authenticate by a secret.");
        return document;
    }

    private sealed class Entry
    {
        private readonly Lock gate = new();
        private Task fetching = Task.CompletedTask;

        public ClientMetadata? Metadata { get; set; }

        public DateTimeOffset FetchedAt { get; set; } = DateTimeOffset.MinValue;

        public DateTimeOffset FreshUntil { get; set; } = DateTimeOffset.MinValue;

        public DateTimeOffset UsedAt { get; set; }

        public Task FetchOnceAsync(Func<Task> fetch)
        {
            lock (gate)
                return fetching.IsCompleted ? fetching = fetch() : fetching;
        }
    }

    [LoggerMessage(1702, LogLevel.Information, "The client metadata document {Address} cannot be used: {Reason}")]
    private static partial void Refused(ILogger log, string address, string reason);
}
