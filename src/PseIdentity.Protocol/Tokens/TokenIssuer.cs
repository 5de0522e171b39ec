using System.Text.Json;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Keys;
using PseIdentity.Protocol.Scopes;
using PseIdentity.Protocol.Users;

namespace PseIdentity.Protocol.Tokens;

/// <summary>The only place that signs for users: access tokens (RFC 9068) and ID tokens (OpenID Connect Core §2).</summary>
public sealed class TokenIssuer(Issuer issuer, SigningKeyRing keys, ScopeCatalog scopes, Subjects subjects, IOptions<TokenOptions> options, TimeProvider clock)
{
    public TokenResponse Issue(GrantedAccess access)
    {
        // A client that acts for itself is not a person and has its own name (RFC 9068 §5).
        if (access.Person is not null)
            access = access with { Subject = subjects.Of(access.Client, access.Subject) };
        var now = clock.GetUtcNow();
        var lifetime = (int)AccessTokenLifetimeOf(access.Client).TotalSeconds;
        if (access.NotAfter is { } end && end < now.AddSeconds(lifetime))
            lifetime = (int)(end.ToUnixTimeSeconds() - now.ToUnixTimeSeconds());
        var accessToken = SignAccessToken(access, now, lifetime);
        // CIBA §10.3.1: at_hash and auth_req_id tie the tokens to the request that the client made.
        if (access.AuthReqId is not null)
            access = access with { Hashes = new IdTokenHashes(null, accessToken, null) };
        var idToken = access is { WithIdToken: true, Person: { } person } ? SignIdToken(access, person, now) : null;
        return new TokenResponse(accessToken, access.Confirmation?.TokenType ?? "Bearer", lifetime, access.RefreshToken, idToken,
            access.NameScopes ? access.Scopes : null, access.AuthorizationDetails, access.IssuedTokenType);
    }

    /// <summary>Tokens that leave by the front channel, and hashes of what leaves with them.</summary>
    public FrontChannelTokens IssueInFront(GrantedAccess access, bool withAccessToken, string? code, string? state)
    {
        access = access with { Subject = subjects.Of(access.Client, access.Subject) };
        var now = clock.GetUtcNow();
        var lifetime = (int)AccessTokenLifetimeOf(access.Client).TotalSeconds;
        var accessToken = withAccessToken ? SignAccessToken(access, now, lifetime) : null;
        var idToken = access is { WithIdToken: true, Person: { } person }
            ? SignIdToken(access with { Hashes = new IdTokenHashes(code, accessToken, state) }, person, now)
            : null;
        return new FrontChannelTokens(accessToken, lifetime, idToken);
    }

    /// <summary>The seconds that an access token of this client lives.</summary>
    public TimeSpan AccessTokenLifetimeOf(Client client) =>
        TimeSpan.FromSeconds(Seconds(client.Metadata.AccessTokenLifetime, client.Profile.AccessTokenLifetime ?? options.Value.AccessTokenLifetime));

    // RFC 9068 §2.2; sid and grant let userinfo and introspection see at once that the access has ended.
    private string SignAccessToken(GrantedAccess access, DateTimeOffset now, int lifetime) =>
        JwtWriter.Sign(keys.Current(access.Client.Metadata.AccessTokenSignedResponseAlg), "at+jwt", (access, issuer, scopes, now, lifetime), static (json, s) =>
        {
            var (access, issuer, scopes, now, lifetime) = s;
            var issuedAt = now.ToUnixTimeSeconds();
            json.WriteString("iss"u8, issuer.Value);
            json.WriteString("sub"u8, access.Subject);
            WriteAudience(json, scopes.AudienceOf(access.Scopes, access.Resource));
            json.WriteNumber("exp"u8, issuedAt + lifetime);
            json.WriteNumber("iat"u8, issuedAt);
            json.WriteString("jti"u8, RandomId.Of128Bits());
            json.WriteString("client_id"u8, access.Client.Id);
            if (access.Scopes.Count > 0)
                json.WriteString("scope"u8, string.Join(' ', access.Scopes));
            access.Confirmation?.Write(json);
            access.Actor?.Write(json);
            if (access.AuthorizationDetails is { } details)
            {
                json.WritePropertyName("authorization_details"u8);
                json.WriteRawValue(details);
            }
            if (access.Person is { } person)
            {
                WriteSignIn(json, person);
                json.WriteString("sid"u8, person.Sid);
                json.WriteString("grant"u8, person.GrantId);
            }
        });

    private string SignIdToken(GrantedAccess access, PersonPresent person, DateTimeOffset now) =>
        JwtWriter.Sign(keys.Current(access.Client.Metadata.IdTokenSignedResponseAlg), "JWT", (access, person, issuer, now, Seconds(access.Client.Metadata.IdTokenLifetime, options.Value.IdTokenLifetime)), static (json, s) =>
        {
            var (access, person, issuer, now, lifetime) = s;
            var issuedAt = now.ToUnixTimeSeconds();
            json.WriteString("iss"u8, issuer.Value);
            json.WriteString("sub"u8, access.Subject);
            json.WriteString("aud"u8, access.Client.Id);
            json.WriteNumber("exp"u8, issuedAt + lifetime);
            json.WriteNumber("iat"u8, issuedAt);
            WriteSignIn(json, person);
            if (access.Nonce is not null)
                json.WriteString("nonce"u8, access.Nonce);
            if (access.AuthReqId is not null)
                json.WriteString("urn:openid:params:jwt:claim:auth_req_id"u8, access.AuthReqId);
            json.WriteString("sid"u8, person.Sid);
            access.Hashes?.Write(json, access.Client.Metadata.IdTokenSignedResponseAlg);
            foreach (var (name, value) in access.PersonClaims)
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }
        });

    private static void WriteSignIn(Utf8JsonWriter json, PersonPresent person)
    {
        json.WriteNumber("auth_time"u8, person.AuthTime.ToUnixTimeSeconds());
        json.WriteString("acr"u8, person.Acr);
        // RFC 8176 has no word for a company's provider that says nothing, or whose word does not count: then there is none.
        if (person.Amr.Count == 0)
            return;
        json.WriteStartArray("amr"u8);
        foreach (var method in person.Amr)
            json.WriteStringValue(method);
        json.WriteEndArray();
    }

    // RFC 7519 §4.1.3: one audience is a string.
    private static void WriteAudience(Utf8JsonWriter json, IReadOnlyList<string> audience)
    {
        if (audience is [var only])
        {
            json.WriteString("aud"u8, only);
            return;
        }
        json.WriteStartArray("aud"u8);
        foreach (var one in audience)
            json.WriteStringValue(one);
        json.WriteEndArray();
    }

    private static int Seconds(int? own, TimeSpan general) => own ?? (int)general.TotalSeconds;
}
