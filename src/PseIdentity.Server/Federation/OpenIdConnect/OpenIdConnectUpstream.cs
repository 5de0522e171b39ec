using System.Text.Json;
using PseIdentity.Protocol.Jose;
using PseIdentity.Storage.Federation;
using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Federation.OpenIdConnect;

/// <summary>Providers that speak OpenID Connect: this installation is their relying party, by code and PKCE.</summary>
internal sealed class OpenIdConnectUpstream(
    ProviderDocuments documents, AuthorizationRequest requests, CodeExchange exchange, ProviderTokens tokens, IdTokenCheck check, UserInfo userInfo,
    LogoutTokenCheck logoutTokens, EndSession endSession) : IUpstream
{
    public string Protocol => "oidc";

    public async Task<Departure> LeaveAsync(IdentityProvider provider, UpstreamAsk ask, CancellationToken ct)
    {
        var metadata = await documents.MetadataAsync(provider.Authority, ct);
        var kept = KeptRequest.New(provider.Authority, provider.ClientId);
        var address = await requests.AddressAsync(provider, Of(provider), metadata, ask, kept, ct);
        return new Departure(address, null, kept.Write());
    }

    public async Task<UpstreamIdentity> ReturnAsync(IdentityProvider provider, UpstreamRequest request, UpstreamAnswer answer, CancellationToken ct)
    {
        // The answer is that of whom was asked, though the row may have been changed meanwhile (RFC 9700 §4.4: mix-up).
        var kept = KeptRequest.Read(request.Kept);
        if (kept.Authority != provider.Authority || kept.ClientId != provider.ClientId)
            throw OpenIdRefuse.Request("the provider's row was changed while the browser was away");

        var metadata = await documents.MetadataAsync(provider.Authority, ct);
        var code = AuthorizationAnswer.Code(answer, request, metadata);
        var exchanged = await exchange.RedeemAsync(provider, Of(provider), metadata, code, request.CallbackUri, kept.Verifier, ct);
        var idToken = await tokens.ReadAsync(metadata, exchanged.IdToken, IdTokenCheck.Types, ct);
        check.Check(idToken.Jws, metadata, kept, request, exchanged.AccessToken);

        var said = idToken.Jws.Payload;
        var subject = IdTokenCheck.Subject(said);
        return new UpstreamIdentity
        {
            Subject = subject,
            Claims = await ClaimsAsync(provider, metadata, said, exchanged.AccessToken, subject, ct),
            AuthTime = said.GetNumericDate("auth_time"),
            Amr = said.GetStrings("amr") ?? [],
            Acr = said.GetString("acr"),
            Sid = said.GetString("sid"),

            // RP-Initiated Logout §2: the hint travels through the browser, and one that came encrypted is not for it.
            Hint = idToken.WasEncrypted ? null : exchanged.IdToken,
        };
    }

    public async Task<Departure?> SignOutAsync(IdentityProvider provider, UpstreamSession session, string state, CancellationToken ct)
    {
        try
        {
            return endSession.Leave(provider, await documents.MetadataAsync(provider.Authority, ct), session, state);
        }
        catch (UpstreamException)
        {
            // Signing out here does not wait for a provider that is not there.
            return null;
        }
    }

    public async Task<UpstreamLogout> ReadLogoutAsync(IdentityProvider provider, UpstreamAnswer message, CancellationToken ct)
    {
        if (message["logout_token"] is { } logoutToken)
            return await logoutTokens.ReadAsync(provider, await documents.MetadataAsync(provider.Authority, ct), logoutToken, ct);

        // Front-Channel Logout §3: iss and sid come together. Nothing is signed, so without a sid, which is not guessed, nobody's session ends.
        if (message["iss"] is not { } issuer || message["sid"] is not { Length: > 0 } sid)
            throw OpenIdRefuse.Logout("there is neither a logout_token nor iss and sid");
        return string.Equals(issuer, provider.Authority, StringComparison.Ordinal)
            ? new UpstreamLogout { Sid = sid, FramedBy = new Uri(provider.Authority).GetLeftPart(UriPartial.Authority) }
            : throw OpenIdRefuse.Issuer($"iss of the logout is '{OpenIdRefuse.Quote(issuer)}'");
    }

    private async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> ClaimsAsync(
        IdentityProvider provider, ProviderMetadata metadata, JsonElement idToken, string accessToken, string subject, CancellationToken ct)
    {
        var claims = ProviderClaims.Of(idToken);
        if (metadata.UserInfoEndpoint is not { } endpoint)
            return Of(provider).UserInfo ? throw OpenIdRefuse.Configuration("userinfo is true, and the provider has no userinfo_endpoint") : claims;
        if (!Of(provider).UserInfo && !ProviderClaims.Miss(provider, claims))
            return claims;
        return ProviderClaims.Of(idToken, await userInfo.FetchAsync(metadata, endpoint, provider.ClientId, accessToken, subject, ct));
    }

    private static OidcUpstream Of(IdentityProvider provider) => provider.Oidc ?? new OidcUpstream();
}
