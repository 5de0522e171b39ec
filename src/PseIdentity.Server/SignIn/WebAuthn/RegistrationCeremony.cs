using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using PseIdentity.Server.SignIn.WebAuthn.Attestation;

namespace PseIdentity.Server.SignIn.WebAuthn;

/// <summary>Whether a credential id belongs to anybody already.</summary>
internal delegate ValueTask<bool> IsRegistered(byte[] credentialId, CancellationToken ct);

/// <summary>Registering a new passkey (Web Authentication Level 3 §7.1): the question for the browser, and the check of its answer.</summary>
internal sealed class RegistrationCeremony(PasskeyScope scope, Challenges challenges, ClientDataCheck clientData, AttestationCheck attestation, IOptions<PasskeyOptions> options)
{
    private const int LongestCredentialId = 1023;

    /// <summary>Step 1: <c>PublicKeyCredentialCreationOptionsJSON</c> (§5.1.8) for <c>PublicKeyCredential.parseCreationOptionsFromJSON()</c>.</summary>
    /// <param name="ceremony">Its purpose is <see cref="CeremonyPurposes.Registration"/>, and its user handle is whose passkey it will be.</param>
    /// <param name="person">What the authenticator shows of the account.</param>
    /// <param name="existing">The person's passkeys, so that no authenticator gets a second one.</param>
    /// <param name="wishes">What this page wants beyond the settings.</param>
    public string Begin(Ceremony ceremony, PasskeyPerson person, IReadOnlyList<PasskeyDescriptor> existing, CreationWishes? wishes = null)
    {
        wishes ??= new CreationWishes();
        var verification = wishes.UserVerification ?? options.Value.UserVerification;
        var challenge = challenges.Create(ceremony, verification == UserVerification.Required, wishes.IsConditional);
        return CreationOptions.Write(scope, challenge, ceremony.UserHandle ?? [], person, existing, verification, wishes, options.Value);
    }

    /// <summary>Steps 3 to 28. The caller keeps what is answered, in a statement that refuses a credential id that is there already.</summary>
    /// <param name="json"><c>RegistrationResponseJSON</c> (§5.1): what <c>credential.toJSON()</c> made.</param>
    /// <param name="ceremony">The values given to <see cref="Begin"/>.</param>
    public async Task<CeremonyOutcome<NewPasskey>> FinishAsync(string json, Ceremony ceremony, IsRegistered isRegistered, CancellationToken ct)
    {
        // Step 2: navigator.credentials.create() is called by the page.

        // Step 3: "If response is not an instance of AuthenticatorAttestationResponse, abort". Step 4: the client extension results.
        if (RegistrationResponse.Parse(json) is not { } response)
            return Refuse(PasskeyFaults.Malformed, "this is not a RegistrationResponseJSON");

        // Steps 5 and 6: the client data, strictly read.
        if (ClientData.Parse(response.ClientData) is not { } client)
            return Refuse(PasskeyFaults.Malformed, "the client data is not as specified");

        // Steps 7 to 11: type, challenge, origin, crossOrigin, topOrigin.
        var (challenge, fault) = clientData.Check(client, ClientDataCheck.Create, ceremony);
        if (challenge is null)
            return CeremonyOutcome<NewPasskey>.Refused(fault ?? new(PasskeyFaults.Challenge, "there is no challenge"));

        // Step 12: the hash of the client data as it came.
        var hash = SHA256.HashData(response.ClientData);

        // Step 13: fmt, authData and attStmt.
        if (AttestationObject.Parse(response.AttestationObject) is not { AuthenticatorData: { Credential: { } credential } data } given)
            return Refuse(PasskeyFaults.Malformed, "the attestation object is not as specified");

        // Step 14: "the rpIdHash in authData is the SHA-256 hash of the RP ID expected".
        if (!data.IsFor(scope.RpId))
            return Refuse(PasskeyFaults.RpId, "the passkey was made for another RP ID");

        // Step 15: UP is set, "If options.mediation is not set to conditional".
        if (!data.IsUserPresent && !challenge.IsConditional)
            return Refuse(PasskeyFaults.UserPresence, "nobody touched the authenticator");

        // Step 16: UV is set, "If the Relying Party requires user verification for this registration".
        if (!data.IsUserVerified && challenge.RequiresVerification)
            return Refuse(PasskeyFaults.UserVerification, "the authenticator did not verify the person");

        // Step 17: "If the BE bit … is not set, verify that the BS bit is not set."
        if (!data.IsBackupEligible && data.IsBackedUp)
            return Refuse(PasskeyFaults.Backup, "a passkey that cannot be backed up says that it is");

        // Steps 18 and 19: BE and BS decide nothing here; both are kept and shown.

        // Step 20: alg "matches … one of the items in pkOptions.pubKeyCredParams".
        if (!CoseAlgorithm.Offered.Contains(credential.Key.Algorithm))
            return Refuse(PasskeyFaults.Algorithm, "the key's algorithm was not asked for");

        // Steps 21 to 24: the format, the statement's own procedure, the roots that are trusted for it, and whether it leads to one.
        var (maker, mistrust) = attestation.Check(given, credential, hash);
        if (maker is null)
            return CeremonyOutcome<NewPasskey>.Refused(mistrust ?? new(PasskeyFaults.Attestation, "there is no attestation"));

        // Step 25: "the credentialId is ≤ 1023 bytes"; and it is the one that the browser speaks of.
        if (credential.Id.Length is 0 or > LongestCredentialId || !credential.Id.AsSpan().SequenceEqual(response.CredentialId))
            return Refuse(PasskeyFaults.CredentialId, "the credential id is too long, or not the one in the response");

        // Step 26: "the credentialId is not yet registered for any user".
        if (await isRegistered(credential.Id, ct))
            return Refuse(PasskeyFaults.Registered, "the credential id is registered");

        // The challenge works once (§13.4.3). It comes last, so that a wrong answer does not cost the person another question.
        if (!await challenges.TryUseAsync(challenge, ct))
            return Refuse(PasskeyFaults.Replayed, "the challenge was answered before");

        // Step 27: the credential record. Step 28: of the extensions credProps is read, and the others are passed over.
        return CeremonyOutcome<NewPasskey>.Of(new NewPasskey
        {
            CredentialId = credential.Id,
            PublicKey = credential.PublicKey,
            SignCount = data.SignCount,
            IsUserVerified = data.IsUserVerified,
            IsBackupEligible = data.IsBackupEligible,
            IsBackedUp = data.IsBackedUp,
            Transports = response.Transports,
            Aaguid = credential.Aaguid,
            IsDiscoverable = response.IsDiscoverable,
            Attestation = maker,
        });
        // Step 29, storing it, is the caller's.
    }

    private static CeremonyOutcome<NewPasskey> Refuse(string id, string detail) => CeremonyOutcome<NewPasskey>.Refused(new PasskeyFault(id, detail));
}
