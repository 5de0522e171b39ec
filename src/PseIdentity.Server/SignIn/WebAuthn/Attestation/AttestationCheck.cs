using System.Formats.Asn1;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using PseIdentity.Server.SignIn.WebAuthn.Attestation.Metadata;

namespace PseIdentity.Server.SignIn.WebAuthn.Attestation;

/// <summary>Steps 21 to 24 of registering a passkey (Web Authentication Level 3 §7.1): who made the authenticator, and whether it is welcome.</summary>
internal sealed class AttestationCheck(TrustedMakers makers, IOptions<PasskeyOptions> options, TimeProvider clock)
{
    // NOTE: android-safetynet (§8.5) is deprecated and its service has ended; compound (§8.9) is not made by any authenticator that is sold.
    internal static IReadOnlyList<IAttestationFormat> Formats { get; } =
    [
        new NoneAttestation(), new PackedAttestation(), new TpmAttestation(), new AndroidKeyAttestation(), new AppleAttestation(), new FidoU2fAttestation(),
    ];

    /// <summary>What is known of the maker; otherwise why the passkey is refused.</summary>
    public (AttestationOutcome? Outcome, PasskeyFault? Fault) Check(AttestationObject given, AttestedCredential credential, byte[] clientDataHash)
    {
        // Step 21: "a USASCII case-sensitive match on fmt".
        if (Formats.FirstOrDefault(format => format.Name == given.Format) is not { } format)
            return Refuse(PasskeyFaults.AttestationFormat, "the attestation statement format is not known");

        // Step 22: "Verify that attStmt is a correct attestation statement".
        var attested = Verify(format, new AttestationInput(given.Statement, given.AuthenticatorData, credential, clientDataHash));
        if (attested.Flaw is { } flaw)
            return Refuse(PasskeyFaults.Attestation, flaw);
        using var path = attested.Path;

        // Step 23: the roots that are acceptable for this model.
        var model = makers.Find(credential.Aaguid, path);

        // Step 24: whether the path leads to one. Without a path nothing is proven, which is taken unless the settings want proof.
        var trusted = path.LeadsTo(makers.AnchorsFor(model), clock.GetUtcNow());
        return Refusal(credential.Aaguid, trusted, model) is { } refusal
            ? (null, refusal)
            : (new AttestationOutcome(format.Name, attested.Type, trusted, model), null);
    }

    /// <summary>A format's procedure. Certificates are strangers' too, and the platform reads many of their parts only when they are asked for.</summary>
    internal static Attested Verify(IAttestationFormat format, AttestationInput input)
    {
        try
        {
            return format.Verify(input);
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException)
        {
            return Attested.Wrong("a certificate is not as specified");
        }
    }

    private PasskeyFault? Refusal(Guid aaguid, bool trusted, MetadataEntry? model)
    {
        var policy = options.Value;
        if (policy.NeedsTrust && !trusted)
            return new(PasskeyFaults.Untrusted, "the maker is not proven");
        if (policy.DeniedAaguids.Any(denied => Guid.Parse(denied) == aaguid))
            return new(PasskeyFaults.Model, "the model is on the list of those that are denied");
        if (policy.AllowedAaguids.Count > 0 && !policy.AllowedAaguids.Any(allowed => Guid.Parse(allowed) == aaguid))
            return new(PasskeyFaults.Model, "the model is not on the list of those that are allowed");

        // Also where the maker is not proven: a model that says of itself that it is a broken one is one.
        if (model?.Broken is { } status)
            return new(PasskeyFaults.Model, $"the metadata reports the model as {status}");
        if (policy.MinimumCertification > (model?.Certification ?? CertificationLevel.None))
            return new(PasskeyFaults.Model, "the model is not certified enough");
        return null;
    }

    private static (AttestationOutcome?, PasskeyFault?) Refuse(string id, string detail) => (null, new PasskeyFault(id, detail));
}
