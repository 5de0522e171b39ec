using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PseIdentity.Protocol.Approvals;
using PseIdentity.Protocol.AuthorizationDetails;
using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.Authorize.Checks;
using PseIdentity.Protocol.BackChannelAuthentication;
using PseIdentity.Protocol.Claims;
using PseIdentity.Protocol.ClientAuthentication;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Clients.Documents;
using PseIdentity.Protocol.Device;
using PseIdentity.Protocol.Discovery;
using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Grants;
using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.Introspection;
using PseIdentity.Protocol.Keys;
using PseIdentity.Protocol.Logout;
using PseIdentity.Protocol.Outbound;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Protocol.PushedRequests;
using PseIdentity.Protocol.Registration;
using PseIdentity.Protocol.RequestObjects;
using PseIdentity.Protocol.Revocation;
using PseIdentity.Protocol.Scopes;
using PseIdentity.Protocol.SenderConstraint;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Protocol.Tokens;
using PseIdentity.Protocol.UserInfo;
using PseIdentity.Protocol.Users;

namespace PseIdentity.Protocol;

/// <summary>The list of what the protocol engine consists of. Discovery is derived from it.</summary>
public static class ProtocolServices
{
    /// <summary>
    /// Adds the engine. The host brings what it stands on: the stores (<see cref="IStoredClients"/>, <see cref="IGrantStore"/>, …),
    /// <see cref="Users.IUserDirectory"/>, <see cref="IInteraction"/>, <see cref="IApprovalInvitation"/>, data protection and antiforgery.
    /// </summary>
    public static IServiceCollection AddProtocol(this IServiceCollection services, Issuer issuer, IConfiguration settings)
    {
        services.AddSingleton(issuer);
        services.Configure<ProtocolOptions>(settings.GetSection("Protocol"));
        services.Configure<TokenOptions>(settings.GetSection("Tokens"));
        services.Configure<SessionOptions>(settings.GetSection("Sessions"));
        services.Configure<EventOptions>(settings.GetSection("Events"));
        services.Configure<DpopOptions>(settings.GetSection("Dpop"));
        services.Configure<MtlsOptions>(settings.GetSection("Mtls"));
        services.Configure<ApprovalOptions>(settings.GetSection("Approvals"));
        services.Configure<OutboundOptions>(settings.GetSection("Network"));

        // Grants (grant_types_supported)
        services.AddSingleton<IGrant, AuthorizationCodeGrant>();
        services.AddSingleton<IGrant, RefreshTokenGrant>();
        services.AddSingleton<IGrant, ClientCredentialsGrant>();
        services.AddSingleton<IGrant, DeviceCodeGrant>();
        services.AddSingleton<IGrant, CibaGrant>();
        services.AddSingleton<IGrant, TokenExchangeGrant>();

        // Client authentication (token_endpoint_auth_methods_supported)
        services.AddSingleton<IClientAuthenticationMethod, ClientSecretBasic>();
        services.AddSingleton<IClientAuthenticationMethod, ClientSecretPost>();
        services.AddSingleton<IClientAuthenticationMethod, ClientSecretJwt>();
        services.AddSingleton<IClientAuthenticationMethod, PrivateKeyJwt>();
        services.AddSingleton<IClientAuthenticationMethod, PublicClient>();
        if (settings["Mtls:Url"] is { Length: > 0 })
        {
            services.AddSingleton<IClientAuthenticationMethod, TlsClientAuth>();
            services.AddSingleton<IClientAuthenticationMethod, SelfSignedTlsClientAuth>();
        }

        // Response modes (response_modes_supported)
        services.AddSingleton<IResponseMode, QueryResponseMode>();
        services.AddSingleton<IResponseMode, FragmentResponseMode>();
        services.AddSingleton<IResponseMode, FormPostResponseMode>();
        services.AddSingleton<IResponseMode>(provider => ActivatorUtilities.CreateInstance<JwtResponseMode>(provider, new QueryResponseMode()));
        services.AddSingleton<IResponseMode>(provider => ActivatorUtilities.CreateInstance<JwtResponseMode>(provider, new FragmentResponseMode()));
        services.AddSingleton<IResponseMode>(provider => ActivatorUtilities.CreateInstance<JwtResponseMode>(provider, new FormPostResponseMode()));

        // Checks of the authorization request; their order is in AuthorizePipeline
        services.AddSingleton<AuthorizePipeline>();
        services.AddSingleton<ClientCheck>();
        services.AddSingleton<PushedRequestCheck>();
        services.AddSingleton<RequestObjectCheck>();
        services.AddSingleton<RedirectUriCheck>();
        services.AddSingleton<ResponseCheck>();
        services.AddSingleton<ParameterCheck>();
        services.AddSingleton<AuthorizationDetailsCheck>();
        services.AddSingleton<ScopeCheck>();
        services.AddSingleton<ResourceCheck>();
        services.AddSingleton<FrontChannelCheck>();
        services.AddSingleton<PkceCheck>();
        services.AddSingleton<DpopKeyCheck>();
        services.AddSingleton<PromptCheck>();
        services.AddSingleton<IdTokenHintCheck>();
        services.AddSingleton<ClaimsCheck>();
        services.AddSingleton<CancelCheck>();
        services.AddSingleton<SelectAccountCheck>();
        services.AddSingleton<LoginCheck>();
        services.AddSingleton<AuthenticationLevelCheck>();
        services.AddSingleton<ConsentCheck>();
        services.AddSingleton<IssueCode>();

        // Registration
        services.Configure<RegistrationOptions>(settings.GetSection("Registration"));
        services.AddSingleton<RegistrationLimits>();
        services.AddSingleton<RegistrationEndpoint>();
        services.AddSingleton<ClientConfigurationEndpoint>();
        services.AddSingleton<SectorIdentifiers>();

        // Metadata documents of clients
        services.Configure<ClientDocumentOptions>(settings.GetSection("ClientDocuments"));
        services.AddSingleton<ClientDocuments>();
        services.AddSingleton<IClientStore, KnownClients>();

        // The keys, and the salt of pairwise names, come before whatever signs: hosted services start in this order
        services.AddSigningKeys();
        services.AddSingleton<Subjects>();
        services.AddHostedService(provider => provider.GetRequiredService<Subjects>());

        // What is delivered from the outbox
        services.AddSingleton<IOutboxDelivery, BackChannelLogout>();
        services.AddSingleton<IOutboxDelivery, CibaPing>();
        services.AddSingleton<OutboxSignal>();
        services.AddHostedService<OutboxDispatcher>();

        // Keys that tokens are bound to
        services.AddSingleton<MtlsAlias>();
        services.AddSingleton<ClientAuthorities>();
        services.AddSingleton<DpopNonces>();
        services.AddSingleton<DpopProofs>();
        services.AddSingleton<TokenBinding>();
        services.AddSingleton<TokenPossession>();

        // Endpoints; their routes are in ProtocolEndpoints
        services.AddSingleton<AuthorizeEndpoint>();
        services.AddSingleton<PushedAuthorizationEndpoint>();
        services.AddSingleton<TokenEndpoint>();
        services.AddSingleton<UserInfoEndpoint>();
        services.AddSingleton<RevocationEndpoint>();
        services.AddSingleton<IntrospectionEndpoint>();
        services.AddSingleton<DeviceAuthorizationEndpoint>();
        services.AddSingleton<BackChannelAuthenticationEndpoint>();
        services.AddSingleton<EndSessionEndpoint>();
        services.AddSingleton<DiscoveryEndpoint>();
        services.AddSingleton<AuthorizationDetailsEndpoint>();

        // What these share
        services.AddSingleton<ClientAuthenticator>();
        services.AddSingleton<Capabilities>();
        services.AddSingleton(provider => new ClientMetadataRules(
            provider.GetRequiredService<Capabilities>(), provider.GetRequiredService<IHostEnvironment>().IsDevelopment()));
        services.AddSingleton<AssertionClaims>();
        services.AddSingleton<ClientKeys>();
        services.AddSingleton<ResponseTypes>();
        services.AddSingleton<ResponseModes>();
        services.AddSingleton<SignedResponses>();
        services.AddSingleton<FrontChannel>();
        services.AddSingleton<RequestObjectReader>();
        services.AddSingleton<RequestUris>();
        services.AddSingleton<GuardedHttp>();
        services.AddSingleton<ScopeCatalog>();
        services.AddSingleton<RequestedScopes>();
        services.AddSingleton<RequestedAccess>();
        services.AddSingleton<ResourceIndicators>();
        services.AddSingleton<ClaimRelease>();
        services.AddSingleton<AuthorizationCodes>();
        services.AddSingleton<RefreshTokens>();
        services.AddSingleton<Redemptions>();
        services.AddSingleton<PolledApprovals>();
        services.AddSingleton<SignedAuthenticationRequest>();
        services.AddSingleton<AuthenticationRequests>();
        services.AddSingleton<ApprovalDecisions>();
        services.AddSingleton<TokenIssuer>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<IdTokenHints>();
        services.AddSingleton<ProtectedResponses>();
        services.AddSingleton<TokenInspection>();
        services.AddSingleton<PendingAuthorizations>();
        services.AddSingleton<SessionEnding>();
        services.AddSingleton<FrontChannelLogout>();
        services.AddSingleton<ISignOutContinuation, NothingFollows>();
        services.AddSingleton<BrowserSessions>();
        services.AddSingleton<ProtocolCookies>();
        services.AddSingleton<SessionStates>();
        services.AddSingleton<JsonErrors>();
        return services;
    }
}
