using Microsoft.AspNetCore.Http;
using PseIdentity.Protocol.ClientAuthentication;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.Tokens;

namespace PseIdentity.Protocol.Introspection;

/// <summary>Says whether a token is alive and what it is for (RFC 7662); as a signed JWT to whoever asks for one (RFC 9701).</summary>
internal sealed class IntrospectionEndpoint(ClientAuthenticator authenticator, TokenInspection inspection, ProtectedResponses protectedResponses, TimeProvider clock)
{
    private const string JwtAnswer = "application/token-introspection+jwt";

    public async Task HandleAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        var form = await Parameters.FromFormAsync(context.Request, ct);
        form.RefuseRepeated();
        var client = (await authenticator.AuthenticateAsync(context.ClientRequest(form), ct)).Client;
        Cors.AllowClient(context, client);

        // RFC 7662 §2.1: "the endpoint MUST also require some form of authorization", against token scanning; a name alone is none.
        if (client.IsPublic)
            throw Refuse.InvalidClient("introspection.public", "A public client cannot introspect tokens.");

        // token_type_hint is not needed: our two kinds tell themselves apart.
        var answer = await inspection.InspectAsync(form.Require("token"), client, ct);
        if (!context.Request.Prefers(JwtAnswer))
        {
            await context.Response.WriteJsonAsync(200, answer, static (json, answer) => answer.Write(json));
            return;
        }

        // RFC 9701 §5: iss, aud and iat beside the answer, which is a member of its own so that no claim of it is taken for one of this JWT.
        var jwt = await protectedResponses.ProtectAsync(client, Protection.OfIntrospection(client), "token-introspection+jwt", (answer, now: clock.GetUtcNow()), static (json, s) =>
        {
            json.WriteNumber("iat"u8, s.now.ToUnixTimeSeconds());
            json.WriteStartObject("token_introspection"u8);
            s.answer.Write(json);
            json.WriteEndObject();
        }, ct);
        await context.Response.WriteJwtAsync(JwtAnswer, jwt);
    }
}
