using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Http;

namespace PseIdentity.Protocol.Registration;

/// <summary>Clients register themselves (RFC 7591 §3, OpenID Connect Registration §3), with an initial access token unless registration is open.</summary>
internal sealed class RegistrationEndpoint(
    IRegistrationStore registrations, RegistrationLimits limits, SectorIdentifiers sectors, Capabilities can, Issuer issuer, IOptions<RegistrationOptions> options, IEventLog events,
    TimeProvider clock)
{
    public const string Path = "/register";

    private readonly WindowedCount strangers = new(TimeSpan.FromHours(1), clock);

    public async Task HandleAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        var now = clock.GetUtcNow();

        // 1 Who may register?
        var initialAccess = RegistrationTokens.Find(context.Request);
        if (initialAccess is null && !options.Value.Open)
            throw RegistrationTokens.NeedsOne();
        if (initialAccess is null)
            RefuseTooMany(context);
        var policyText = initialAccess is null ? null : await registrations.FindInitialAccessAsync(initialAccess, now, ct) ?? throw RegistrationTokens.Unknown();
        var policy = RegistrationPolicy.Parse(policyText);

        // 2 What does it ask for, and what may it have?
        var body = await RegistrationBody.ReadAsync(context.Request, ct);
        RegistrationBody.RefuseSoftwareStatement(body);
        var asked = RequestedMetadata.Read(body, policy);
        var secret = can.AuthenticationMethod(asked.TokenEndpointAuthMethod)?.UsesSecret == true ? IssuedSecret.For(asked) : null;
        var metadata = await limits.ApplyAsync(asked, policy, secret, ct);
        await sectors.RefuseWrongAsync(metadata, ct);

        // 3 Store the client and count the token's use, both or neither: a request that was refused costs no use.
        var accessToken = RandomId.Of256Bits();
        var registration = new NewRegistration(RandomId.Of128Bits(), metadata, secret, KeepsSecrets: true, RegistrationTokens.Hash(accessToken));
        if (!await registrations.TryRegisterAsync(registration, policyText, initialAccess, now, ct))
            throw RegistrationTokens.Unknown("the initial access token was used up meanwhile");
        events.Record(new IdentityEvent("client.registered", ClientId: registration.ClientId, Address: context.Connection.RemoteIpAddress?.ToString()));

        // 4 Tell the client what it is now, no-store.
        var answer = new RegistrationAnswer(registration.ClientId, metadata, now, secret, accessToken, issuer.Url($"{Path}/{registration.ClientId}"));
        await context.Response.WriteJsonAsync(StatusCodes.Status201Created, answer, static (json, answer) => answer.Write(json));
    }

    // RFC 7591 §5: open registration is to be rate-limited; each client is a row for ever, and a name before people.
    private void RefuseTooMany(HttpContext context)
    {
        if (strangers.Take(CallerAddress.KeyOf(context.Connection.RemoteIpAddress), options.Value.OpenPerHour, int.MaxValue) is not { } wait)
            return;
        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        throw Refuse.TooMany("registration.too_many", "Too many clients were registered from this address.");
    }
}
