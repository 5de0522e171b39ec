using System.Security.Cryptography;
using System.Text;
using PseIdentity.Protocol.AuthorizationDetails;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.Consent;

/// <summary>
/// What a page puts to a person. A client that may change its own metadata could show little and be granted much: the answer comes back with a
/// fingerprint of what was shown, and counts only while that is still what would be granted.
/// </summary>
public static class Shown
{
    /// <param name="words">Scopes, and whatever else is asked for by name.</param>
    public static string Fingerprint(Client client, IEnumerable<string> words, CheckedDetails? details) =>
        CanonicalBase64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes($"{client.Id}\n{client.Name}\n{string.Join(' ', words)}\n{details?.Json}")));
}
