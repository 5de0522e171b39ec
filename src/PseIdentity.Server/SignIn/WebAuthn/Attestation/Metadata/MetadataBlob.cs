using System.Text.Json;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Server.SignIn.WebAuthn.Attestation.Metadata;

/// <summary>A FIDO Metadata Service BLOB (v3 §3.1.7): what is known of all models, signed.</summary>
internal sealed class MetadataBlob
{
    // The FIDO Alliance's has some ten million characters.
    private const int Longest = 100_000_000;

    private readonly Dictionary<Guid, MetadataEntry> byAaguid = [];
    private readonly Dictionary<string, MetadataEntry> byKey = new(StringComparer.Ordinal);

    private MetadataBlob(long number) => Number = number;

    /// <summary><c>no</c>: each publication has the next.</summary>
    public long Number { get; }

    public MetadataEntry? Find(Guid aaguid) => byAaguid.GetValueOrDefault(aaguid);

    /// <param name="identifier">Of the attestation certificate's key, in lower-case hexadecimal.</param>
    public MetadataEntry? FindByKey(string identifier) => byKey.GetValueOrDefault(identifier);

    /// <summary>Verifies and reads (§3.2, "Metadata BLOB object processing rules"); otherwise what is wrong with it.</summary>
    /// <param name="roots">DER.</param>
    /// <param name="now">Statuses count from their effective date.</param>
    public static (MetadataBlob? Blob, string? Flaw) Read(string jwt, IReadOnlyList<byte[]> roots, DateTimeOffset now)
    {
        // Step 1 is the download, which is the operator's.
        if (Jws.Parse(jwt, Longest) is not { } blob)
            return (null, "is not a JSON Web Signature");

        // Steps 2 to 4: the signing certificate and its chain from x5c, up to the root that the settings give; x5u is not followed.
        if (blob.Header.GetStrings("x5c") is not { } chain || Path(chain) is not { } path)
            return (null, "has no certificates in its header");
        using (path)
        {
            if (!path.LeadsTo(roots, now))
                return (null, "was not signed by somebody whom the root certificate vouches for");
            if (SigningPublicKey.Of(path.Leaf, blob.Algorithm) is not { } key || !blob.IsSignedBy(key.Verification))
                return (null, "has a wrong signature");
        }

        // Step 6: "no" and the entries.
        if (blob.Payload.GetInt64("no") is not { } number || blob.Payload.Member("entries") is not { ValueKind: JsonValueKind.Array } entries)
            return (null, "lacks its number or its entries");
        var read = new MetadataBlob(number);
        foreach (var entry in entries.EnumerateArray())
            read.Add(entry, now);
        return (read, null);
    }

    private void Add(JsonElement json, DateTimeOffset now)
    {
        if (MetadataReading.Entry(json, now) is not { } entry)
            return;
        if (json.GetString("aaguid") is { } text && Guid.TryParseExact(text, "D", out var aaguid))
            byAaguid[aaguid] = entry;
        foreach (var identifier in json.GetStrings("attestationCertificateKeyIdentifiers") ?? [])
            byKey[identifier] = entry;
    }

    // RFC 7515 §4.1.6: "base64-encoded (not base64url-encoded) DER".
    private static CertificatePath? Path(IReadOnlyList<string> x5c)
    {
        var certificates = new List<byte[]>();
        foreach (var text in x5c)
        {
            var der = new byte[text.Length];
            if (!Convert.TryFromBase64String(text, der, out var length))
                return null;
            certificates.Add(der[..length]);
        }
        return CertificatePath.Load(certificates);
    }
}
