using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Server.SignIn.WebAuthn.Attestation.Metadata;

/// <summary>Reads entries of a metadata BLOB (FIDO Metadata Service v3 §3.1.1).</summary>
internal static class MetadataReading
{
    /// <summary>Null for an entry without a metadata statement.</summary>
    public static MetadataEntry? Entry(JsonElement json, DateTimeOffset now)
    {
        if (json.GetObject("metadataStatement") is not { } statement)
            return null;
        var statuses = Statuses(json, now).ToList();
        return new MetadataEntry(
            statement.GetString("description") ?? "",
            statuses.Select(LevelOf).DefaultIfEmpty(CertificationLevel.None).Max(),
            statuses.Find(IsBroken),
            [.. Roots(statement)]);
    }

    // §3.1.3: a report counts from its effective date, "ISO-8601 formatted"; without one from now.
    private static IEnumerable<string> Statuses(JsonElement json, DateTimeOffset now)
    {
        if (json.Member("statusReports") is not { ValueKind: JsonValueKind.Array } reports)
            yield break;
        foreach (var report in reports.EnumerateArray())
            if (report.GetString("status") is { } status
                && !(DateOnly.TryParseExact(report.GetString("effectiveDate"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                    && date > DateOnly.FromDateTime(now.UtcDateTime)))
                yield return status;
    }

    // §3.1.4. FIDO_CERTIFIED, from before there were levels, is level 1.
    private static CertificationLevel LevelOf(string status) => status switch
    {
        "FIDO_CERTIFIED" or "FIDO_CERTIFIED_L1" => CertificationLevel.L1,
        "FIDO_CERTIFIED_L1plus" => CertificationLevel.L1Plus,
        "FIDO_CERTIFIED_L2" => CertificationLevel.L2,
        "FIDO_CERTIFIED_L2plus" => CertificationLevel.L2Plus,
        "FIDO_CERTIFIED_L3" => CertificationLevel.L3,
        "FIDO_CERTIFIED_L3plus" => CertificationLevel.L3Plus,
        _ => CertificationLevel.None,
    };

    // §3.1.4: "should not be trusted". NOTE: a later report that the maker has repaired it does not count; an operator removes the entry's reason by a newer blob.
    private static bool IsBroken(string status) => status is
        "REVOKED" or "USER_VERIFICATION_BYPASS" or "ATTESTATION_KEY_COMPROMISE" or "USER_KEY_REMOTE_COMPROMISE" or "USER_KEY_PHYSICAL_COMPROMISE";

    private static IEnumerable<byte[]> Roots(JsonElement statement)
    {
        foreach (var text in statement.GetStrings("attestationRootCertificates") ?? [])
        {
            // §5.1 of the statement's specification: base64 DER; some makers add line breaks, which this reading passes over.
            var der = new byte[text.Length];
            if (Convert.TryFromBase64String(text, der, out var length) && IsCertificate(der.AsSpan(0, length)))
                yield return der[..length];
        }
    }

    private static bool IsCertificate(ReadOnlySpan<byte> der)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
