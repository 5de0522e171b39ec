using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.ClientAuthentication;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.SenderConstraint;
using PseIdentity.Protocol.Tokens;

namespace PseIdentity.Protocol.PushedRequests;

/// <summary>
/// The pushed authorization request endpoint (RFC 9126 §2): a client leaves its authorization request here and sends the person with a reference to it.
/// Redirect URIs are compared exactly, for authenticated clients as well: the latitude of §2.4 is not used.
/// </summary>
internal sealed class PushedAuthorizationEndpoint(
    ClientAuthenticator authenticator, AuthorizePipeline pipeline, TokenBinding binding, DpopNonces nonces, IPushedRequestStore pushed, IOptions<TokenOptions> options, TimeProvider clock)
{
    // Bytes of all parameters: a request object of a large company, and room; a body of any size is stored for an hour.
    private const int Longest = 16 * 1024;

    // RFC 6749 §2.3.1, RFC 7521 §4.2: what belongs to the client's authentication is no part of the request.
    private static readonly string[] Credentials = ["client_secret", "client_assertion", "client_assertion_type"];

    public async Task HandleAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        var form = await Parameters.FromFormAsync(context.Request, ct);
        form.RefuseRepeated();

        // §2.1 step 1: "Authenticate the client in the same way as at the token endpoint".
        var client = await authenticator.AuthenticateAsync(context.ClientRequest(form), ct);
        Cors.AllowClient(context, client.Client);

        // Step 2: "Reject the request if the request_uri authorization request parameter is provided."
        if (form["request_uri"] is not null)
            throw Refuse.InvalidRequest("par.request_uri", "A pushed request cannot refer to another one by request_uri.");

        // Step 3: "Validate the pushed request as it would an authorization request sent to the authorization endpoint."
        var now = clock.GetUtcNow();
        var request = new AuthorizeContext
        {
            Parameters = form.With("client_id", client.Id).Without(Credentials),
            Stage = RequestStage.Pushed,
            RequestId = RandomId.Of128Bits(),
            ArrivedAt = now,
            Now = now,
            BrowserHash = [],
            Session = null,
            Attempt = null,
        };
        await pipeline.CheckPushedAsync(request, ct);

        // RFC 9449 §10.1: a proof stands for dpop_jkt, so that the code is bound to its key.
        if (await binding.ForPushedRequestAsync(context.PresentedKeys(nonces), client.Client, request.Parameters["dpop_jkt"], ct) is { } jkt)
            request.Parameters = request.Parameters.With("dpop_jkt", jkt);

        var uri = await KeepAsync(request, client.Id, ct);

        // §2.2: 201 with the reference and its lifetime.
        await context.Response.WriteJsonAsync(StatusCodes.Status201Created, (uri, Seconds: (int)options.Value.PushedRequestLifetime.TotalSeconds), static (json, s) =>
        {
            json.WriteString("request_uri"u8, s.uri.Value);
            json.WriteNumber("expires_in"u8, s.Seconds);
        });
    }

    private async ValueTask<PushedRequestUri> KeepAsync(AuthorizeContext request, string clientId, CancellationToken ct)
    {
        var parameters = request.Parameters.Encode();
        if (parameters.Length > Longest)
            throw Refuse.TooLarge("par.too_long", "The request is too long.");
        var uri = PushedRequestUri.New();
        var usableUntil = request.Now + options.Value.PushedRequestLifetime;
        await pushed.AddAsync(new PushedRequest
        {
            Hash = uri.Hash,
            ClientId = clientId,
            Parameters = parameters,
            UsableUntil = usableUntil,
            ExpiresAt = usableUntil + options.Value.PendingRequestLifetime,
        }, ct);
        return uri;
    }
}
