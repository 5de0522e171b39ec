using System.Security.Cryptography;
using PseIdentity.Storage.Federation;

namespace PseIdentity.Server.Federation.Saml;

/// <summary>This installation's private keys for as long as one message is read: key objects are not shared between threads.</summary>
internal sealed class OwnKeys(IEnumerable<FederationKey> keys) : IDisposable
{
    private readonly RSA[] opened = [.. keys.Select(Open)];

    public IReadOnlyCollection<RSA> All => opened;

    public void Dispose()
    {
        foreach (var key in opened)
            key.Dispose();
    }

    private static RSA Open(FederationKey key)
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(key.PrivateKey, out _);
        return rsa;
    }
}
