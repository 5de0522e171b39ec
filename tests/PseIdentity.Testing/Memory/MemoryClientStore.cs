using PseIdentity.Protocol.Clients;

namespace PseIdentity.Testing.Memory;

public sealed class MemoryClientStore : IStoredClients
{
    private readonly MemoryData data;

    internal MemoryClientStore(MemoryData data) => this.data = data;

    public ValueTask<Client?> FindAsync(string clientId, CancellationToken ct)
    {
        lock (data.Gate)
            return new(data.Clients.GetValueOrDefault(clientId));
    }

    public ValueTask SaveDocumentAsync(string clientId, ClientMetadata metadata, CancellationToken ct)
    {
        lock (data.Gate)
            if (data.Clients.GetValueOrDefault(clientId) is null or { FromDocument: true })
                data.Clients[clientId] = new Client(clientId, metadata, []) { FromDocument = true };
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> AnyAllowsOriginAsync(string origin, CancellationToken ct)
    {
        lock (data.Gate)
            return new(data.Clients.Values.Any(client => CorsOrigins.Of(client).Contains(origin, StringComparer.Ordinal)));
    }
}
