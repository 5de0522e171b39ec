using System.Security.Cryptography;
using System.Text;
using PseIdentity.Protocol.Clients;

namespace PseIdentity.Protocol.ClientAuthentication;

/// <summary>Compares a presented secret with those that a client has.</summary>
internal static class ClientSecrets
{
    public static string? Verify(string? presented, Client client, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(presented))
            return "no secret was presented";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(presented));
        var matches = false;
        var expired = false;
        foreach (var secret in client.Secrets)
            if (CryptographicOperations.FixedTimeEquals(secret.Sha256, hash))
                if (secret.ExpiresAt is { } end && end <= now)
                    expired = true;
                else
                    matches = true;
        return matches ? null : expired ? "the secret has expired" : "the secret is wrong";
    }
}
