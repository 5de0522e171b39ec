using System.CommandLine;
using System.Text.Json;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Handles;
using PseIdentity.Storage.Clients;
using PseIdentity.Storage.Logout;

namespace PseIdentity.Server.Commands;

/// <summary><c>clients list</c>, <c>clients show ID</c>, <c>clients rotate-secret ID</c> and <c>clients deliveries ID</c>.</summary>
internal static class ClientsCommand
{
    public static Command Create(string[] settings) => new("clients", "The registered clients. They are registered with apply.")
    {
        List(settings),
        Show(settings),
        Deliveries(settings),
        RotateSecret(settings),
    };

    private static Command List(string[] settings)
    {
        var command = new Command("list", "Lists them.") { Offline.Json };
        command.SetAction((parsed, ct) => Offline.RunAsync(settings, async services =>
        {
            var clients = await services.GetRequiredService<ClientRegistry>().AllAsync(ct);
            IReadOnlyList<ListedClient> listed = [.. clients.Select(client => new ListedClient(client.ClientId, client.Metadata.ClientName, client.Enabled, client.Secrets))];
            await Print.ListAsync(parsed, listed, "No client is registered.", client => $"{client.ClientId}  {client.ClientName}{(client.Enabled ? "" : "  (disabled)")}", CommandJson.Default.IReadOnlyListListedClient);
        }, ct));
        return command;
    }

    private static Command Show(string[] settings)
    {
        var id = new Argument<string>("ID") { Description = "The client_id." };
        var command = new Command("show", "Prints a client's metadata (RFC 7591), which holds no secret. It is JSON in any case.") { id, Offline.Json };
        command.SetAction((parsed, ct) => Offline.RunAsync(settings, async services =>
        {
            var client = await services.GetRequiredService<ClientRegistry>().FindAsync(parsed.GetRequiredValue(id), ct)
                ?? throw new CommandException($"There is no client '{parsed.GetRequiredValue(id)}'.");
            var text = JsonSerializer.SerializeToElement(client.Metadata, ClientMetadataJson.Default.ClientMetadata);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(JsonSerializer.Serialize(text, CommandJson.Default.JsonElement));
        }, ct));
        return command;
    }

    private static Command Deliveries(string[] settings)
    {
        const int Most = 200;
        var id = new Argument<string>("ID") { Description = "The client_id; it may have been removed." };
        var command = new Command("deliveries", $"Lists the latest {Most} notices of ended sessions to a client (back-channel logout), newest first, and what became of them.") { id, Offline.Json };
        command.SetAction((parsed, ct) => Offline.RunAsync(settings, async services =>
        {
            var deliveries = await services.GetRequiredService<LogoutDeliveries>().OfClientAsync(parsed.GetRequiredValue(id), Most, ct);
            await Print.ListAsync(parsed, deliveries, "No session of this client has ended lately, or it has no backchannel_logout_uri.", Line, CommandJson.Default.IReadOnlyListLogoutDelivery);
        }, ct));
        return command;
    }

    private static Command RotateSecret(string[] settings)
    {
        var id = new Argument<string>("ID") { Description = "The client_id." };
        var until = new Option<DateTimeOffset?>("--former-until") { Description = "When the secrets before it stop working, such as 2030-01-31T12:00Z; a week from now unless said otherwise." };
        var command = new Command("rotate-secret", "Makes a new secret and prints it, once. The one before stays valid for a while, so that the client can change over.") { id, until, Offline.Json };
        command.SetAction((parsed, ct) => Offline.RunAsync(settings, async services =>
        {
            var clients = services.GetRequiredService<ClientRegistry>();
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            var client = await clients.FindAsync(parsed.GetRequiredValue(id), ct) ?? throw new CommandException($"There is no client '{parsed.GetRequiredValue(id)}'.");
            if (services.GetRequiredService<Capabilities>().AuthenticationMethod(client.Metadata.TokenEndpointAuthMethod)?.UsesSecret != true)
                throw new CommandException($"'{client.ClientId}' authenticates by {client.Metadata.TokenEndpointAuthMethod}, which uses no secret.");
            var rotated = new RotatedSecret(client.ClientId, client.Metadata.NeedsSecretBack ? RandomId.Of512Bits() : RandomId.Of256Bits(), parsed.GetValue(until) ?? now + FormerSecretsStay);
            await clients.RotateSecretAsync(client.ClientId, rotated.ClientSecret, rotated.FormerUntil, ct);
            await Print.OneAsync(parsed, rotated, $"{rotated.ClientSecret}{Environment.NewLine}The secrets before it work until {rotated.FormerUntil:u}.", CommandJson.Default.RotatedSecret);
        }, ct));
        return command;
    }

    private static string Line(LogoutDelivery delivery) =>
        $"{delivery.EnqueuedAt:u}  sid {delivery.Sid}  {delivery.Reason}  "
        + (delivery.DeliveredAt is { } at ? $"delivered {at:u}" : $"{(delivery.FailedAt is null ? "waiting" : "given up")}{(delivery.LastStatus is { } why ? $", last answer: {why}" : "")}")
        + $"  ({delivery.Attempts} tries)";

    private static readonly TimeSpan FormerSecretsStay = TimeSpan.FromDays(7);
}
