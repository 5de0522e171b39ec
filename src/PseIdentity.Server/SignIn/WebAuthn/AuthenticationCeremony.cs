using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace PseIdentity.Server.SignIn.WebAuthn;

/// <summary>The passkey of this credential id, whoever owns it; null when there is none.</summary>
internal delegate ValueTask<PasskeyRecord?> FindPasskey(byte[] credentialId, CancellationToken ct);

/// <summary>Using a passkey (Web Authentication Level 3 §7.2): the question for the browser, and the check of its answer.</summary>
internal sealed class AuthenticationCeremony(PasskeyScope scope, Challenges challenges, ClientDataCheck clientData, IOptions<PasskeyOptions> options)
{
    /// <summary>Step 1: <c>PublicKeyCredentialRequestOptionsJSON</c> (§5.1.9) for <c>PublicKeyCredential.parseRequestOptionsFromJSON()</c>.</summary>
    /// <param name="ceremony">With a user handle where the person is known, and then only their passkeys count.</param>
    /// <param name="allowed">All passkeys of that person; empty where nobody is known yet, or to tell nobody what they are (§14.6.3).</param>
    /// <param name="verification">What is asked of this sign-in; null for what the settings say.</param>
    public string Begin(Ceremony ceremony, IReadOnlyList<PasskeyDescriptor> allowed, UserVerification? verification = null, IReadOnlyList<string>? hints = null)
    {
        var wanted = verification ?? options.Value.UserVerification;
        var challenge = challenges.Create(ceremony, wanted == UserVerification.Required);
        return RequestOptions.Write(scope, challenge, allowed, wanted, hints ?? [], options.Value);
    }

    /// <summary>Steps 3 to 25. The caller keeps the counter and the backup state of what is answered.</summary>
    /// <param name="json"><c>AuthenticationResponseJSON</c> (§5.1): what <c>credential.toJSON()</c> made.</param>
    /// <param name="ceremony">The values given to <see cref="Begin"/>.</param>
    public async Task<CeremonyOutcome<UsedPasskey>> FinishAsync(string json, Ceremony ceremony, FindPasskey find, CancellationToken ct)
    {
        // Step 2: navigator.credentials.get() is called by the page.

        // Step 3: "If response is not an instance of AuthenticatorAssertionResponse, abort". Step 4: no client extension is asked for.
        if (AuthenticationResponse.Parse(json) is not { } response)
            return Refuse(PasskeyFaults.Malformed, "this is not an AuthenticationResponseJSON");

        // Step 5: allowCredentials held all passkeys of the person, or none; step 6 asks the same of the record.

        // Step 6: the record "whose id equals credential.rawId", and whose it is.
        if (await find(response.CredentialId, ct) is not { } record)
            return Refuse(PasskeyFaults.Unknown, "no such passkey is registered");
        if (CheckOwner(record, response.UserHandle, ceremony.UserHandle) is { } stranger)
            return Refuse(PasskeyFaults.UserHandle, stranger, record);

        // Steps 7 to 9: the client data, strictly read.
        if (ClientData.Parse(response.ClientData) is not { } client)
            return Refuse(PasskeyFaults.Malformed, "the client data is not as specified", record);

        // Steps 10 to 14: type, challenge, origin, crossOrigin, topOrigin.
        var (challenge, fault) = clientData.Check(client, ClientDataCheck.Get, ceremony);
        if (challenge is null)
            return CeremonyOutcome<UsedPasskey>.Refused(fault ?? new(PasskeyFaults.Challenge, "there is no challenge"), record);

        // Step 15: "the rpIdHash in authData is the SHA-256 hash of the RP ID expected".
        if (AuthenticatorData.Parse(response.AuthenticatorData) is not { } data)
            return Refuse(PasskeyFaults.Malformed, "the authenticator data is not as specified", record);
        if (!data.IsFor(scope.RpId))
            return Refuse(PasskeyFaults.RpId, "the passkey was used for another RP ID", record);

        // Step 16: "Verify that the UP bit of the flags in authData is set."
        if (!data.IsUserPresent)
            return Refuse(PasskeyFaults.UserPresence, "nobody touched the authenticator", record);

        // Step 17: UV is set where "user verification was determined to be required", which the challenge remembers.
        if (!data.IsUserVerified && challenge.RequiresVerification)
            return Refuse(PasskeyFaults.UserVerification, "the authenticator did not verify the person", record);

        // Step 18: "If the BE bit … is not set, verify that the BS bit is not set."
        if (!data.IsBackupEligible && data.IsBackedUp)
            return Refuse(PasskeyFaults.Backup, "a passkey that cannot be backed up says that it is", record);

        // Step 19.1 and 19.2: BE is what it was at registration. 19.3: BS is free to change.
        if (data.IsBackupEligible != record.IsBackupEligible)
            return Refuse(PasskeyFaults.Backup, "whether the passkey can be backed up has changed", record);

        // Step 20: the hash of the client data. Step 21: "sig is a valid signature over the binary concatenation of authData and hash".
        if (CoseKey.Parse(record.PublicKey) is not { } key
            || !key.Verify([.. response.AuthenticatorData, .. SHA256.HashData(response.ClientData)], response.Signature))
            return Refuse(PasskeyFaults.Signature, "the signature is not this passkey's", record);

        // Step 22: where either counter is not zero, the new one is greater, or there may be a copy: "a signal, but not proof".
        var regressed = (data.SignCount != 0 || record.SignCount != 0) && data.SignCount <= record.SignCount;
        if (regressed && options.Value.RefuseCounterRegress)
            return Refuse(PasskeyFaults.Counter, "the signature counter did not grow", record);

        // The challenge works once (§13.4.3). It comes last, so that a wrong answer does not cost the person another question.
        if (!await challenges.TryUseAsync(challenge, ct))
            return Refuse(PasskeyFaults.Replayed, "the challenge was answered before", record);

        // Step 23: extensions are passed over. Step 24: the caller keeps this; uvInitialized is not kept, because every use says anew whether it verified.
        return CeremonyOutcome<UsedPasskey>.Of(new UsedPasskey
        {
            Record = record,
            // A counter that went back is not followed, or the copy's next sign-in would look right.
            SignCount = Math.Max(data.SignCount, record.SignCount),
            IsUserVerified = data.IsUserVerified,
            IsBackedUp = data.IsBackedUp,
            HasCounterRegressed = regressed,
        });
        // Step 25, continuing, is the caller's.
    }

    private static string? CheckOwner(PasskeyRecord record, byte[]? userHandle, byte[]? expected)
    {
        // "If the user was identified before …": the record is that account's, and userHandle, "if present", too.
        if (expected is not null && !record.UserHandle.AsSpan().SequenceEqual(expected))
            return "the passkey belongs to another person";

        // "If the user was not identified before …, verify that response.userHandle is present."
        if (expected is null && userHandle is null)
            return "the passkey does not say whose it is";
        return userHandle is null || record.UserHandle.AsSpan().SequenceEqual(userHandle) ? null : "the user handle is another person's";
    }

    private static CeremonyOutcome<UsedPasskey> Refuse(string id, string detail, PasskeyRecord? named = null) =>
        CeremonyOutcome<UsedPasskey>.Refused(new PasskeyFault(id, detail), named);
}
