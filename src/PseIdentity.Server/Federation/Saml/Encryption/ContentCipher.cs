using System.Security.Cryptography;

namespace PseIdentity.Server.Federation.Saml.Encryption;

/// <summary>Opens what an assertion is encrypted with: AES in GCM (XML Encryption 1.1 §5.2.4) or, where the ciphertext is signed, in CBC (§5.2.2).</summary>
internal sealed record ContentCipher
{
    private const int GcmNonce = 12;
    private const int GcmTag = 16;
    private const int Block = 16;

    private static readonly Dictionary<string, ContentCipher> Known = new(StringComparer.Ordinal)
    {
        ["http://www.w3.org/2009/xmlenc11#aes128-gcm"] = new() { KeyLength = 16, IsAuthenticated = true },
        ["http://www.w3.org/2009/xmlenc11#aes192-gcm"] = new() { KeyLength = 24, IsAuthenticated = true },
        ["http://www.w3.org/2009/xmlenc11#aes256-gcm"] = new() { KeyLength = 32, IsAuthenticated = true },
        ["http://www.w3.org/2001/04/xmlenc#aes128-cbc"] = new() { KeyLength = 16, IsAuthenticated = false },
        ["http://www.w3.org/2001/04/xmlenc#aes192-cbc"] = new() { KeyLength = 24, IsAuthenticated = false },
        ["http://www.w3.org/2001/04/xmlenc#aes256-cbc"] = new() { KeyLength = 32, IsAuthenticated = false },
    };

    /// <summary>What provider metadata of ours names, the best first.</summary>
    public static IEnumerable<string> Offered => ["http://www.w3.org/2009/xmlenc11#aes256-gcm", "http://www.w3.org/2009/xmlenc11#aes128-gcm"];

    public required int KeyLength { get; init; }

    /// <summary>False for CBC, where changed ciphertext decrypts to something.</summary>
    public required bool IsAuthenticated { get; init; }

    public static ContentCipher? Find(string uri) => Known.GetValueOrDefault(uri);

    /// <summary>The plain text, or null.</summary>
    public byte[]? Open(byte[] key, byte[] content)
    {
        if (key.Length != KeyLength)
            return null;
        try
        {
            return IsAuthenticated ? OpenGcm(key, content) : OpenCbc(key, content);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static byte[]? OpenGcm(byte[] key, byte[] content)
    {
        if (content.Length < GcmNonce + GcmTag)
            return null;
        using var aes = new AesGcm(key, GcmTag);
        var plain = new byte[content.Length - GcmNonce - GcmTag];
        aes.Decrypt(content.AsSpan(0, GcmNonce), content.AsSpan(GcmNonce, plain.Length), content.AsSpan(GcmNonce + plain.Length), plain);
        return plain;
    }

    // §5.2.1: the last octet says how many are padding, whatever the others hold.
    private static byte[]? OpenCbc(byte[] key, byte[] content)
    {
        if (content.Length < 2 * Block)
            return null;
        using var aes = Aes.Create();
        aes.Key = key;
        return aes.DecryptCbc(content.AsSpan(Block), content.AsSpan(0, Block), PaddingMode.ISO10126);
    }
}
