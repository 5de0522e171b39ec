using Microsoft.AspNetCore.Http;
using PseIdentity.Protocol.ClientAuthentication;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.SenderConstraint;
using PseIdentity.Protocol.Tokens;

namespace PseIdentity.Protocol.Grants;

/// <summary>The token endpoint (RFC 6749 §3.2). It owns the steps that every grant shares, so that none can forget one.</summary>
internal sealed class TokenEndpoint(ClientAuthenticator authenticator, Capabilities can, TokenBinding binding, DpopNonces nonces, TokenIssuer issuer,
    ProtectedResponses protectedResponses)
{
    public async Task HandleAsync(HttpContext context)
    {
        var ct = context.RequestAborted;

        // 1 Read the form.
        var form = await Parameters.FromFormAsync(context.Request, ct);
        form.RefuseRepeated();

        // 2 Authenticate the client; a browser application may read the answer from its own origin.
        var client = await authenticator.AuthenticateAsync(context.ClientRequest(form), ct);
        Cors.AllowClient(context, client.Client);

        // 3 Find the grant; may this client use it?
        var grant = Find(form.Require("grant_type"));
        if (!client.Client.May(grant.GrantType))
            throw Refuse.UnauthorizedClient("token.grant_not_allowed", "The client may not use this grant type.");

        // 4 Sender constraint: the key that the tokens will be bound to, where one is proven.
        var confirmation = await binding.ForTokensAsync(context.PresentedKeys(nonces), client.Client, ct);

        // 5 Check what was presented. Nothing is consumed yet, but a replay revokes.
        var redemption = await grant.CheckAsync(new TokenRequest(form, context.Connection.RemoteIpAddress?.ToString(), confirmation), client, ct);

        // 6 Issue: all signing is done before anything is consumed, so that a failure here costs nobody a code.
        var tokens = issuer.Issue(redemption.Access with { Confirmation = confirmation });
        if (tokens.IdToken is { } idToken && client.Client.Metadata.IdTokenEncryptedResponseAlg is not null)
            tokens = tokens with { IdToken = await protectedResponses.IdTokenAsync(client.Client, idToken, ct) };

        // 7 Commit: one conditional statement, in which session, person and client must still be live.
        if (redemption.CommitAsync is { } commitAsync)
            await commitAsync();

        // 8 Write, no-store.
        await context.Response.WriteJsonAsync(200, tokens, static (json, tokens) => tokens.Write(json));
    }

    private IGrant Find(string grantType)
    {
        foreach (var grant in can.Grants)
            if (string.Equals(grant.GrantType, grantType, StringComparison.Ordinal))
                return grant;
        throw Refuse.UnsupportedGrantType("token.grant_unknown", "The grant type is not supported.", grantType.Length <= 80 ? grantType : null);
    }
}
