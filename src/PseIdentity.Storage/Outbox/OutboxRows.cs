using System.Security.Cryptography;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Storage.Secrets;

namespace PseIdentity.Storage.Outbox;

/// <summary>Messages as rows: bodies are sealed under the root key.</summary>
internal sealed class OutboxRows(RootKey root)
{
    private readonly SecretColumn bodies = new(root, "outbox");

    public OutboxRow Make(OutboxMessage message, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        return new OutboxRow
        {
            Id = id,
            Kind = message.Kind,
            Body = bodies.SealText(message.Body, id),
            Destination = message.Destination,
            NextAt = now,
            EnqueuedAt = now,
        };
    }

    /// <summary>Null for a body that is damaged, or was sealed under a root key that has been forgotten.</summary>
    public string? Open(byte[] body, Guid id)
    {
        try
        {
            return bodies.OpenText(body, id);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
