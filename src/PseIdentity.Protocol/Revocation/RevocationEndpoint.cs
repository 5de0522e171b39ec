using Microsoft.AspNetCore.Http;
using PseIdentity.Protocol.ClientAuthentication;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Grants;
using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.Tokens;

namespace PseIdentity.Protocol.Revocation;

/// <summary>Takes a token back (RFC 7009). A refresh token ends its grant; an access token is denied until it expires.</summary>
internal sealed class RevocationEndpoint(
    ClientAuthenticator authenticator, RefreshTokens refreshTokens, AccessTokens accessTokens, IGrantStore grants, IEventLog events, TimeProvider clock)
{
    public async Task HandleAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        var form = await Parameters.FromFormAsync(context.Request, ct);
        form.RefuseRepeated();
        var client = await authenticator.AuthenticateAsync(context.ClientRequest(form), ct);
        Cors.AllowClient(context, client.Client);
        var token = form.Require("token");

        // §2.1: the hint may help to find it and may be wrong; our two kinds tell themselves apart, so it is not needed.
        if (refreshTokens.Read(token) is { } refresh)
            await RevokeGrantAsync(refresh, client, context, ct);
        else if (await accessTokens.ReadAsync(token, ct) is { } access)
            await DenyAsync(access, client, ct);

        // §2.2: "invalid tokens do not cause an error response".
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.Headers.CacheControl = "no-store";
    }

    private async Task RevokeGrantAsync(RefreshToken refresh, AuthenticatedClient client, HttpContext context, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await grants.FindLiveAsync(refresh.GrantId, now, ct) is not { } grant)
            return;
        if (!Owns(client, grant.ClientId))
            return;
        await grants.RevokeAsync(grant.Id, "revoked-by-client", now);
        events.Record(new IdentityEvent("grant.revoked", grant.UserId, grant.ClientId, grant.Sid, context.Connection.RemoteIpAddress?.ToString()));
    }

    private async Task DenyAsync(AccessToken access, AuthenticatedClient client, CancellationToken ct)
    {
        if (Owns(client, access.ClientId))
            await grants.DenyAccessTokenAsync(access.Jti, access.ExpiresAt, ct);
    }

    // §2.1: a token of another client is refused and the client told; a public client, which is anybody, learns nothing.
    private static bool Owns(AuthenticatedClient client, string owner) =>
        string.Equals(client.Id, owner, StringComparison.Ordinal)
        || (client.Client.IsPublic ? false : throw Refuse.InvalidRequest("revocation.other_client", "The token was issued to another client."));
}
