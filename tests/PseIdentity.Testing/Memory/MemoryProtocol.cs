using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using PseIdentity.Protocol;
using PseIdentity.Protocol.Approvals;
using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.BackChannelAuthentication;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Consent;
using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Grants;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Keys;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Protocol.PushedRequests;
using PseIdentity.Protocol.Replays;
using PseIdentity.Protocol.Scopes;
using PseIdentity.Protocol.SenderConstraint;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Protocol.Users;

namespace PseIdentity.Testing.Memory;

/// <summary>The engine as it registers itself, over stores in memory: no database, no socket.</summary>
public static class MemoryProtocol
{
    /// <summary>The rules for clients, with everything that is registered.</summary>
    public static ClientMetadataRules ClientRules(bool development = false) => Create(new MemoryStores(new FakeTimeProvider()), development).GetRequiredService<ClientMetadataRules>();

    public static ServiceProvider Create(MemoryStores stores, bool development = false)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(stores.Clock);
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddAntiforgery();
        services.AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = development ? Environments.Development : Environments.Production });
        services.AddSingleton<IStoredClients>(stores.Clients);
        services.AddSingleton<IScopeStore>(stores.Scopes);
        services.AddSingleton<IUserDirectory>(stores.Users);
        services.AddSingleton<ISessionStore>(stores.Sessions);
        services.AddSingleton<IGrantStore>(stores.Grants);
        services.AddSingleton<IConsentStore>(stores.Consents);
        services.AddSingleton<IAttemptStore>(stores.Attempts);
        services.AddSingleton<IStoredHandles>(stores.Handles);
        services.AddSingleton<IPushedRequestStore>(stores.PushedRequests);
        services.AddSingleton<IReplayStore>(stores.Replays);
        services.AddSingleton<IProofMemory>(stores.Proofs);
        services.AddSingleton<IApprovalStore>(stores.Approvals);
        services.AddSingleton<IApprovalInvitation>(new NobodyToInvite());
        services.AddSingleton<IOutboxStore>(stores.Outbox);
        services.AddSingleton<ISigningKeyStore>(stores.SigningKeys);
        services.AddSingleton<IEventLog>(stores.Events);
        services.AddSingleton<IPairwiseSalt>(new MemoryPairwiseSalt());
        return services.AddProtocol(new Issuer("https://provider.example"), new ConfigurationBuilder().Build()).BuildServiceProvider();
    }
}

/// <summary>A salt for as long as the test runs.</summary>
internal sealed class MemoryPairwiseSalt : IPairwiseSalt
{
    private readonly byte[] salt = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);

    public ValueTask<byte[]> PairwiseSaltAsync(CancellationToken ct) => new(salt);
}

/// <summary>People could be asked, but nobody is known.</summary>
internal sealed class NobodyToInvite : IApprovalInvitation
{
    public bool IsOffered => true;

    public ValueTask<Invitation?> InviteAsync(UserHint hint, Approval approval, Client client, string? bindingMessage, CancellationToken ct) => new((Invitation?)null);
}
