using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol;
using PseIdentity.Server.SignIn.WebAuthn;
using PseIdentity.Server.SignIn.WebAuthn.Attestation;
using PseIdentity.Server.SignIn.WebAuthn.Attestation.Metadata;
using PseIdentity.Testing;
using PseIdentity.Testing.Memory;
using PseIdentity.Testing.WebAuthn;

namespace PseIdentity.Server.Tests.SignIn.WebAuthn;

/// <summary>A provider's two ceremonies, a person, and an authenticator; right as they stand.</summary>
internal sealed class Ceremonies : IDisposable
{
    public static readonly byte[] Alice = [1, 2, 3, 4, 5, 6, 7, 8];

    public Ceremonies(
        PasskeyOptions? options = null, int algorithm = -7, MetadataBlob? metadata = null, IReadOnlyList<byte[]>? roots = null,
        IDataProtectionProvider? protection = null, PasskeyScope? scope = null)
    {
        var settings = Options.Create(options ?? new PasskeyOptions());
        scope ??= PasskeyScope.Of(new Issuer(SoftwareAuthenticator.DefaultOrigin), settings.Value);
        var challenges = new Challenges(protection ?? new EphemeralDataProtectionProvider(), new MemoryStores(Clock).Replays, settings, Clock);
        var clientData = new ClientDataCheck(scope, challenges);
        Registration = new RegistrationCeremony(scope, challenges, clientData, new AttestationCheck(new TrustedMakers(metadata, roots ?? []), settings, Clock), settings);
        Authentication = new AuthenticationCeremony(scope, challenges, clientData, settings);
        Authenticator = new SoftwareAuthenticator(algorithm: algorithm);
    }

    public FakeTimeProvider Clock { get; } = new();

    public RegistrationCeremony Registration { get; }

    public AuthenticationCeremony Authentication { get; }

    public SoftwareAuthenticator Authenticator { get; }

    public PasskeyRecord? Registered { get; set; }

    public static Ceremony Registering { get; } = new(CeremonyPurposes.Registration, new byte[32], "request-1", Alice);

    public static Ceremony SigningIn { get; } = new(CeremonyPurposes.SignIn, new byte[32], "request-2", null);

    public string Question(CreationWishes? wishes = null) =>
        Registration.Begin(Registering, new PasskeyPerson("alice", "Alice Example", "Example Bank"), [], wishes);

    public Task<CeremonyOutcome<NewPasskey>> FinishRegistrationAsync(string json, Ceremony? ceremony = null, bool isRegistered = false) =>
        Registration.FinishAsync(json, ceremony ?? Registering, (_, _) => new(isRegistered), CancellationToken.None);

    public async Task<CeremonyOutcome<NewPasskey>> RegisterAsync(Action<AuthenticatorAnswer>? change = null, CreationWishes? wishes = null)
    {
        var outcome = await FinishRegistrationAsync(Authenticator.Create(Question(wishes), change));
        if (outcome.Passkey is { } passkey)
            Registered = new PasskeyRecord
            {
                CredentialId = passkey.CredentialId,
                UserHandle = Alice,
                PublicKey = passkey.PublicKey,
                SignCount = passkey.SignCount,
                IsBackupEligible = passkey.IsBackupEligible,
            };
        return outcome;
    }

    public string Asked(Ceremony? ceremony = null, UserVerification? verification = null) => Authentication.Begin(ceremony ?? SigningIn, [], verification);

    public Task<CeremonyOutcome<UsedPasskey>> FinishSignInAsync(string json, Ceremony? ceremony = null) =>
        Authentication.FinishAsync(json, ceremony ?? SigningIn, (id, _) => new(Registered is { } record && record.CredentialId.AsSpan().SequenceEqual(id) ? record : null), CancellationToken.None);

    public Task<CeremonyOutcome<UsedPasskey>> SignInAsync(Action<AuthenticatorAnswer>? change = null, UserVerification? verification = null) =>
        FinishSignInAsync(Authenticator.Get(Asked(verification: verification), change));

    public void Dispose() => Authenticator.Dispose();
}
