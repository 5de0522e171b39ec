namespace PseIdentity.Protocol.Clients;

/// <summary>The clients in the database, as the host brings them; everybody else asks <see cref="IClientStore"/>, which knows metadata documents, too.</summary>
public interface IStoredClients : IClientStore
{
    /// <summary>Keeps a client as its metadata document says; leaves alone one that is not from a document, and one that is so already.</summary>
    ValueTask SaveDocumentAsync(string clientId, ClientMetadata metadata, CancellationToken ct);
}
