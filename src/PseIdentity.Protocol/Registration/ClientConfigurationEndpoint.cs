using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PseIdentity.Protocol.ClientAuthentication;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Http;

namespace PseIdentity.Protocol.Registration;

/// <summary>A client reads, replaces and removes its own registration (RFC 7592 §2), with its registration access token.</summary>
internal sealed partial class ClientConfigurationEndpoint(
    IRegistrationStore registrations, RegistrationLimits limits, SectorIdentifiers sectors, Capabilities can, Issuer issuer, IEventLog events, TimeProvider clock,
    ILogger<ClientConfigurationEndpoint> log)
{
    public const string Path = RegistrationEndpoint.Path + "/{client_id}";

    // RFC 7592 §2.2: a request to update "MUST NOT include" these.
    private static readonly string[] NotTheClients = ["registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at"];

    public async Task ReadAsync(HttpContext context)
    {
        var (registration, _) = await FindAsync(context);

        // The presented token is the current one, so it is what the response has to tell (§3).
        var token = context.Request.Headers.Authorization.ToString()["Bearer ".Length..].Trim();
        await AnswerAsync(context, registration, registration.Client.Metadata, null, token);
    }

    public async Task ReplaceAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        var now = clock.GetUtcNow();
        var (registration, presented) = await FindAsync(context);
        var body = await RegistrationBody.ReadAsync(context.Request, ct);
        RefuseForeignMembers(body, registration.Client, now);
        RegistrationBody.RefuseSoftwareStatement(body);

        // What is omitted is deleted: the request is read as if there had been nothing before, under the policy that it registered with.
        var policy = RegistrationPolicy.Parse(registration.Policy);
        var asked = RequestedMetadata.Read(body, policy);
        var usesSecret = can.AuthenticationMethod(asked.TokenEndpointAuthMethod)?.UsesSecret == true;
        var secret = usesSecret ? IssuedSecret.For(asked) : null;
        var metadata = await limits.ApplyAsync(asked, policy, secret, ct);
        await sectors.RefuseWrongAsync(metadata, ct);

        // A secret appears when it is needed for the first time; one that is there and works stays.
        if (IssuedSecret.IsThere(registration.Client, metadata, now))
            secret = null;
        var accessToken = RandomId.Of256Bits();
        var replaced = new NewRegistration(registration.Client.Id, metadata, secret, KeepsSecrets: usesSecret, RegistrationTokens.Hash(accessToken));
        if (!await registrations.TryReplaceAsync(replaced, presented, now, ct))
            throw RegistrationTokens.Unknown("the registration access token was replaced meanwhile");
        events.Record(new IdentityEvent("client.updated", ClientId: registration.Client.Id, Address: Address(context)));
        await AnswerAsync(context, registration, metadata, secret, accessToken);
    }

    public async Task RemoveAsync(HttpContext context)
    {
        var (registration, presented) = await FindAsync(context);
        if (!await registrations.TryRemoveAsync(registration.Client.Id, presented, clock.GetUtcNow(), context.RequestAborted))
            throw RegistrationTokens.Unknown("the registration access token was replaced meanwhile");
        events.Record(new IdentityEvent("client.removed", ClientId: registration.Client.Id, Address: Address(context)));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        context.Response.Headers.CacheControl = "no-store";
    }

    // Clients that an operator registered have no such token, so they cannot be told from those that do not exist.
    private async ValueTask<(ClientRegistration, byte[])> FindAsync(HttpContext context)
    {
        var presented = RegistrationTokens.Find(context.Request) ?? throw RegistrationTokens.NeedsOne();
        var registration = await registrations.FindAsync(presented, context.RequestAborted) ?? throw RegistrationTokens.Unknown();
        if (string.Equals(registration.Client.Id, context.Request.RouteValues["client_id"] as string, StringComparison.Ordinal))
            return (registration, presented);

        // Whoever uses a token elsewhere than where it belongs does not have it by right.
        await registrations.RevokeTokenAsync(presented, CancellationToken.None);
        events.Record(new IdentityEvent("client.registration_token_misused", ClientId: registration.Client.Id, Address: Address(context)));
        Misused(log, registration.Client.Id);
        throw RegistrationTokens.Unknown("the registration access token belongs to another client");
    }

    private static void RefuseForeignMembers(JsonElement body, Client client, DateTimeOffset now)
    {
        // §2.2: the client "MUST include its "client_id" field in the request".
        if (!body.TryGetProperty("client_id", out var id) || id.ValueKind != JsonValueKind.String || !string.Equals(id.GetString(), client.Id, StringComparison.Ordinal))
            throw Refuse.InvalidClientMetadata("registration.client_id", "client_id must be there, and be this client's.");
        foreach (var name in NotTheClients)
            if (body.TryGetProperty(name, out _))
                throw Refuse.InvalidClientMetadata("registration.not_the_clients", $"{name} must not be in the request.");

        // "the value of this field MUST match the currently issued client secret for that client."
        if (body.TryGetProperty("client_secret", out var secret) && secret.ValueKind != JsonValueKind.Null
            && (secret.ValueKind != JsonValueKind.String || ClientSecrets.Verify(secret.GetString(), client, now) is not null))
            throw Refuse.InvalidClientMetadata("registration.client_secret", "client_secret is not the one that was issued; a client does not choose its secret.");
    }

    private Task AnswerAsync(HttpContext context, ClientRegistration registration, ClientMetadata metadata, string? secret, string accessToken)
    {
        var id = registration.Client.Id;
        var answer = new RegistrationAnswer(id, metadata, registration.IssuedAt, secret, accessToken, issuer.Url($"{RegistrationEndpoint.Path}/{id}"));
        return context.Response.WriteJsonAsync(StatusCodes.Status200OK, answer, static (json, answer) => answer.Write(json));
    }

    private static string? Address(HttpContext context) => context.Connection.RemoteIpAddress?.ToString();

    [LoggerMessage(1701, LogLevel.Warning, "The registration access token of {ClientId} was used for another client and is revoked")]
    private static partial void Misused(ILogger log, string clientId);
}
