using System.Text.Json;
using PseIdentity.Protocol.AuthorizationDetails;
using PseIdentity.Protocol.ClientAuthentication;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Scopes;
using PseIdentity.Protocol.Tokens;

namespace PseIdentity.Protocol.Grants;

/// <summary>
/// Exchanges an access token for one that says less (RFC 8693): a resource server that was called calls another on behalf of the same person.
/// The new token belongs to the same grant, so that whatever ends the person's access ends this, too; it never lives longer and is never refreshed.
/// </summary>
internal sealed class TokenExchangeGrant(AccessTokens accessTokens, IGrantStore grants, IStoredClients clients, ResourceIndicators resources, TimeProvider clock) : IGrant
{
    private const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";
    private const string JwtType = "urn:ietf:params:oauth:token-type:jwt";

    /// <summary>Who acted for whom before; a chain longer than this is a loop.</summary>
    private const int LongestChain = 5;

    public string GrantType => "urn:ietf:params:oauth:grant-type:token-exchange";

    public IEnumerable<BrokenRule> CheckRegistration(ClientMetadata client) => client.TokenEndpointAuthMethod != "none" ? [] :
        [new("grant_types", "grants.public", "Token exchange is for clients that authenticate; token_endpoint_auth_method is none.")];

    public async ValueTask<Redemption> CheckAsync(TokenRequest request, AuthenticatedClient client, CancellationToken ct)
    {
        // RFC 8693 §2.1: without client authentication, whoever finds a token could multiply it.
        if (client.Client.IsPublic)
            throw Refuse.UnauthorizedClient("exchange.public", "A public client cannot exchange tokens.");
        if (request["requested_token_type"] is { } wanted && wanted != AccessTokenType)
            throw Refuse.InvalidRequest("exchange.requested_token_type", "Only access tokens are issued.");

        var subject = await ReadAsync(request, "subject_token", ct);
        RefuseUnlessConcerned(subject.Token, client);

        // A token that only its holder's key can use must not become one that anybody can.
        if (subject.Token.Confirmation is not null && request.Confirmation is null)
            throw Refuse.InvalidRequest("exchange.unbound", "The subject_token is bound to a key; prove one of your own, with DPoP or a client certificate.");
        var act = await ActorAsync(request, subject.Token, client, ct);

        var scopes = Narrow(request["scope"], subject.Token, client);
        var details = CheckedDetails.Narrow(CheckedDetails.OfStored(DetailsOf(subject.Token), client.Client), request["authorization_details"], client.Client);
        if (scopes.Count == 0 && details is null)
            throw Refuse.InvalidScope("exchange.nothing_left", "The client may have nothing of what the subject token allows.");
        var target = await resources.OfExchangeAsync(request.Form, subject.Token.Audience, ResourcesFor(client, subject), scopes, details, ct);
        return new Redemption(new GrantedAccess
        {
            Client = client.Client,
            Subject = subject.Person?.User.Subject ?? subject.Token.Subject,
            Scopes = target.Scopes,
            Resource = target.Resource,
            AuthorizationDetails = target.Details?.Json,
            Person = PersonOf(subject.Token),
            Actor = act,
            NotAfter = subject.Token.ExpiresAt,
            IssuedTokenType = AccessTokenType,
            NameScopes = target.Scopes.Count > 0,
        }, null);
    }

    /// <summary>A live access token of ours in a parameter, and whose it is.</summary>
    private async ValueTask<(AccessToken Token, PersonOfToken? Person)> ReadAsync(TokenRequest request, string parameter, CancellationToken ct)
    {
        var presented = request.Require(parameter);
        // §2.1: the type is REQUIRED; §3: an access token of ours is a JWT, and either name fits. ID tokens are for the client they are issued to, not for calls.
        if (request.Require(parameter + "_type") is not (AccessTokenType or JwtType))
            throw Refuse.InvalidRequest("exchange.token_type", $"The {parameter}_type is not one that is exchanged here.");
        // §2.2.2: "If either the subject_token or actor_token are invalid for any reason … the value of the error parameter MUST be … invalid_request".
        var token = await accessTokens.ReadAsync(presented, ct)
            ?? throw Refuse.InvalidRequest("exchange.token_invalid", $"The {parameter} is not a valid access token.");
        if (await clients.FindAsync(token.ClientId, ct) is null)
            throw Revoked(parameter);
        if (token.GrantId is not { } grantId)
            return await grants.IsDeniedAsync(token.Jti, ct) ? throw Revoked(parameter) : (token, null);
        return (token, await grants.FindUserOfAccessTokenAsync(grantId, token.Jti, clock.GetUtcNow(), ct) ?? throw Revoked(parameter));
    }

    private static ProtocolException Revoked(string parameter) => Refuse.InvalidRequest("exchange.token_revoked", $"The {parameter} was revoked, or its sign-in has ended.");

    // Only who was meant to see the token may go on with it: whom it was issued to, or whom it was for.
    private static void RefuseUnlessConcerned(AccessToken token, AuthenticatedClient client)
    {
        if (!string.Equals(token.ClientId, client.Id, StringComparison.Ordinal) && !IsFor(token, client))
            throw Refuse.InvalidRequest("exchange.other_client", "The subject_token was neither issued to this client nor for it.");
    }

    private static bool IsFor(AccessToken token, AuthenticatedClient client) => token.Audience.Any(client.Client.Metadata.Resources.Contains);

    // A resource server calls others to do what it was called for: the scopes that the person agreed to and that the operator gave this server say which (null).
    // Whoever the token was issued to goes no further by an exchange than by a refresh (RFC 8707 §2.2): to the resources of the grant.
    private static IReadOnlyList<string>? ResourcesFor(AuthenticatedClient client, (AccessToken Token, PersonOfToken? Person) subject) =>
        IsFor(subject.Token, client) ? null : subject.Person?.Resources ?? [];

    /// <summary><c>act</c> of the new token (§4.1): who acts, and inside it who did before; without an actor token the chain stays as it is.</summary>
    private async ValueTask<Actor?> ActorAsync(TokenRequest request, AccessToken subject, AuthenticatedClient client, CancellationToken ct)
    {
        var before = subject.Claims.GetObject("act");
        if (request["actor_token"] is null)
        {
            // §2.1: actor_token_type "MUST NOT be included" without it.
            if (request["actor_token_type"] is not null)
                throw Refuse.InvalidRequest("exchange.actor_token_missing", "An actor_token_type was sent without actor_token.");
            RefuseUnlessMayAct(subject, client.Id, client);
            return before is { } chain ? new Actor(null, null, chain) : null;
        }
        var actor = (await ReadAsync(request, "actor_token", ct)).Token;
        if (!string.Equals(actor.ClientId, client.Id, StringComparison.Ordinal))
            throw Refuse.InvalidRequest("exchange.actor_of_other_client", "The actor_token was issued to another client.");
        RefuseUnlessMayAct(subject, actor.Subject, client);
        if (LengthOf(before) >= LongestChain)
            throw Refuse.InvalidRequest("exchange.chain", "Too many have acted for one another.");
        return new Actor(actor.Subject, actor.ClientId, before);
    }

    // §4.4: may_act names who alone may act for the subject.
    private static void RefuseUnlessMayAct(AccessToken subject, string actor, AuthenticatedClient client)
    {
        if (!subject.Claims.Has("may_act"))
            return;
        if (subject.Claims.GetObject("may_act") is not { } mayAct
            || (mayAct.Has("sub") && mayAct.GetString("sub") != actor)
            || (mayAct.Has("client_id") && mayAct.GetString("client_id") != client.Id)
            || !(mayAct.Has("sub") || mayAct.Has("client_id")))
            throw Refuse.InvalidRequest("exchange.may_act", "The subject_token names another party that may act.");
    }

    // §2.1 with the rule of this provider: no more than the token allows, and no more than the client may ask for.
    private static IReadOnlyList<string> Narrow(string? requested, AccessToken subject, AuthenticatedClient client)
    {
        if (requested is null)
            return [.. subject.Scopes.Where(client.Client.Scopes.Contains)];
        var asked = ScopeCatalog.Parse(requested);
        foreach (var scope in asked)
            if (!subject.Scopes.Contains(scope, StringComparer.Ordinal) || !client.Client.Scopes.Contains(scope))
                throw Refuse.InvalidScope("exchange.scope", "The subject_token does not allow this scope, or the client may not ask for it.", scope);
        return asked;
    }

    private static string? DetailsOf(AccessToken token) =>
        token.Claims.Member("authorization_details") is { ValueKind: JsonValueKind.Array } details ? details.GetRawText() : null;

    private static PersonPresent? PersonOf(AccessToken token) =>
        token is { GrantId: { } grant } && token.Claims.GetString("sid") is { } sid && token.Claims.GetNumericDate("auth_time") is { } authTime
            ? new PersonPresent(grant, sid, authTime, token.Claims.GetString("acr") ?? "", token.Claims.GetStrings("amr") ?? [])
            : null;

    private static int LengthOf(JsonElement? act)
    {
        var length = 0;
        for (; act is { } current; act = current.GetObject("act"))
            length++;
        return length;
    }
}
