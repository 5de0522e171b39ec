using PseIdentity.Server.SignIn.WebAuthn;

namespace PseIdentity.Server.Setup.Settings;

/// <summary>What the section <c>Passkeys</c> must be: a policy that cannot be applied is a mistake, not a policy that is off.</summary>
internal static class PasskeyRules
{
    public static IEnumerable<SettingMistake> Check(PasskeyOptions passkeys)
    {
        if (passkeys.ChallengeLifetime < TimeSpan.FromSeconds(30) || passkeys.ChallengeLifetime > TimeSpan.FromMinutes(10))
            yield return new("Passkeys:ChallengeLifetime", $"{passkeys.ChallengeLifetime:c} is out of range; it is between 00:00:30 and 00:10:00.");

        foreach (var (key, list) in new[] { ("AllowedAaguids", passkeys.AllowedAaguids), ("DeniedAaguids", passkeys.DeniedAaguids) })
            foreach (var aaguid in list.Where(text => !Guid.TryParseExact(text, "D", out _)))
                yield return new($"Passkeys:{key}", $"'{aaguid}' is not an AAGUID; write it as 8-4-4-4-12 hexadecimal digits.");

        foreach (var origin in passkeys.RelatedOrigins.Where(text => !IsOrigin(text)))
            yield return new("Passkeys:RelatedOrigins", $"'{origin}' is not an origin; write it as browsers do: https, host, and port where it is not 443.");

        foreach (var (key, file) in new[] { ("MetadataFile", passkeys.MetadataFile), ("MetadataRootFile", passkeys.MetadataRootFile), ("AttestationRootsFile", passkeys.AttestationRootsFile) })
            if (file is { Length: > 0 } && !File.Exists(file))
                yield return new($"Passkeys:{key}", $"names '{file}', which is not there.");
        if (passkeys is { MetadataFile: { Length: > 0 }, MetadataRootFile: null or "" })
            yield return new("Passkeys:MetadataRootFile", "is missing: it says whose signature on Passkeys:MetadataFile counts.");

        if (passkeys.MinimumCertification != CertificationLevel.None && string.IsNullOrEmpty(passkeys.MetadataFile))
            yield return new("Passkeys:MinimumCertification", "needs Passkeys:MetadataFile, which says how models are certified.");
        if (passkeys.TrustedAttestationOnly && string.IsNullOrEmpty(passkeys.MetadataFile) && string.IsNullOrEmpty(passkeys.AttestationRootsFile))
            yield return new("Passkeys:TrustedAttestationOnly", "needs Passkeys:MetadataFile or Passkeys:AttestationRootsFile.");
        if (passkeys.NeedsTrust && passkeys.Attestation == AttestationConveyance.None)
            yield return new("Passkeys:Attestation", "is None, but other settings need a proof of the maker; use Direct.");
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == "https" && uri.GetLeftPart(UriPartial.Authority) == text;
}
