using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NUnit.Framework;
using PseIdentity.Server.Email;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Clients that ask for a person who is elsewhere, her mail, and where a ping arrives.</summary>
internal abstract class CibaFixture : ClockedFixture
{
    protected readonly MailInbox inbox = new();
    protected readonly PingReceiver receiver = new();

    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = Installation.With($$"""
            { "client_id": "ping-desk", "client_secret": "{{Installation.Secret}}", "client_name": "Ping desk", "response_types": [], "backchannel_token_delivery_mode": "ping",
              "backchannel_client_notification_endpoint": "{{receiver.Address}}ping", "grant_types": ["urn:openid:params:grant-type:ciba"], "scope": "openid" }
            """, $$"""
            { "client_id": "discreet-desk", "client_secret": "{{Installation.Secret}}", "subject_type": "pairwise", "redirect_uris": ["https://discreet.example/callback"],
              "grant_types": ["authorization_code", "urn:openid:params:grant-type:ciba"], "backchannel_token_delivery_mode": "poll", "scope": "openid" }
            """),
        Settings = new Dictionary<string, string>(Relaxed)
        {
            ["Network:AllowedHosts:0"] = receiver.Address.Authority,
            ["Approvals:InvitationsAtATime"] = "1000",
            ["Approvals:InvitationsPerHour"] = "1000",
        },
        Change = builder =>
        {
            builder.Services.RemoveAll<IMailRoute>();
            builder.Services.AddSingleton<IMailRoute>(inbox);
        },
    };

    [OneTimeTearDown]
    public async Task StopReceiver() => await receiver.DisposeAsync();

    protected CibaScenes Scenes => new(Issuer, inbox, Clock);

    protected RelyingParty PingDesk() => new(Issuer, "ping-desk", Installation.Secret, "", "openid");
}
