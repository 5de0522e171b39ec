using PseIdentity.Protocol.Clients;

namespace PseIdentity.Testing.Memory;

public sealed class MemoryClientStore : IClientStore
{
    private readonly MemoryData data;

    internal MemoryClientStore(MemoryData data) => this.data = data;

    public ValueTask<Client?> FindAsync(string clientId, CancellationToken ct)
    {
        lock (data.Gate)
            return new(data.Clients.GetValueOrDefault(clientId));
    }

    public ValueTask<bool> AnyAllowsOriginAsync(string origin, CancellationToken ct)
    {
        lock (data.Gate)
            return new(data.Clients.Values.Any(client => CorsOrigins.Of(client).Contains(origin, StringComparer.Ordinal)));
    }
}
