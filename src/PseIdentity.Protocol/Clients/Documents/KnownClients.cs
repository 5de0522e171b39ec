using Microsoft.Extensions.Options;

namespace PseIdentity.Protocol.Clients.Documents;

/// <summary>
/// All clients there are: those that are stored, and those whose <c>client_id</c> is the address of their metadata on a host that the operator named.
/// The latter are stored as well once their document has been read, marked as such, because what is granted to a client is joined with its row
/// in the statements that decide (is it enabled?), and so that an operator can see and disable it. The row follows the document; without
/// the document it is worth nothing.
/// </summary>
internal sealed class KnownClients(IStoredClients stored, ClientDocuments documents, ClientMetadataRules rules, IOptions<ClientDocumentOptions> options) : IClientStore
{
    public async ValueTask<Client?> FindAsync(string clientId, CancellationToken ct)
    {
        var known = await stored.FindAsync(clientId, ct);
        if (known is { FromDocument: false } || !clientId.StartsWith("http", StringComparison.Ordinal))
            return known;
        if (!IsAllowed(clientId) || await documents.FindAsync(clientId, ct) is not { } metadata)
            return null;
        if (known is not null && ClientMetadataText.AreSame(known.Metadata, metadata))
            return known;
        await stored.SaveDocumentAsync(clientId, metadata, ct);

        // Null where an operator has disabled it.
        return await stored.FindAsync(clientId, ct);
    }

    public ValueTask<bool> AnyAllowsOriginAsync(string origin, CancellationToken ct) => stored.AnyAllowsOriginAsync(origin, ct);

    private bool IsAllowed(string clientId) =>
        options.Value.Hosts.Count > 0 && ClientDocumentUri.IsOne(clientId, rules.Development)
        && Uri.TryCreate(clientId, UriKind.Absolute, out var uri)
        && (options.Value.Hosts.Contains(uri.IdnHost, StringComparer.OrdinalIgnoreCase) || options.Value.Hosts.Contains(uri.Authority, StringComparer.OrdinalIgnoreCase));
}
