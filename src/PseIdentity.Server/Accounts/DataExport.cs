using System.Text.Json;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Server.SignIn;
using PseIdentity.Storage.Consents;
using PseIdentity.Storage.Devices;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Accounts;

/// <summary>Everything that is held about a person, as JSON, without the secrets.</summary>
internal sealed class DataExport(ISessionStore sessions, ConnectedClients clients, DeviceStore devices, ActivityStore activity, TimeProvider clock)
{
    private const int PageOfEvents = 500;

    public async Task<byte[]> WriteAsync(Account person, Caller caller, CancellationToken ct)
    {
        await activity.RecordAsync(caller.Event("data.exported", person.Id));
        using var target = new MemoryStream();
        await using (var json = new Utf8JsonWriter(target, new JsonWriterOptions { Indented = true }))
            await WriteAsync(json, person, ct);
        return target.ToArray();
    }

    private async Task WriteAsync(Utf8JsonWriter json, Account person, CancellationToken ct)
    {
        json.WriteStartObject();
        json.WriteString("exported_at", clock.GetUtcNow());
        WriteAccount(json, person);
        WriteCredentials(json, person);
        await WriteSessionsAsync(json, person, ct);
        await WriteDevicesAsync(json, person, ct);
        await WriteApplicationsAsync(json, person, ct);
        await WriteEventsAsync(json, person, ct);
        json.WriteEndObject();
    }

    private static void WriteAccount(Utf8JsonWriter json, Account person)
    {
        json.WriteStartObject("account");
        json.WriteString("sub", person.Subject);
        json.WriteString("created_at", person.CreatedAt);
        json.WriteString("updated_at", person.UpdatedAt);
        Write(json, "organization", person.Organization);
        Write(json, "preferences", person.Preferences);
        json.WritePropertyName("claims");
        person.Claims.WriteTo(json);
        json.WriteEndObject();
    }

    private static void WriteCredentials(Utf8JsonWriter json, Account person)
    {
        json.WriteStartArray("credentials");
        foreach (var credential in person.Credentials)
        {
            json.WriteStartObject();
            json.WriteString("kind", credential.Kind);
            Write(json, "name", credential.Name);
            // Of a code by message it is the number or address that is no secret to its owner.
            if (credential.Kind is CredentialKinds.Sms or CredentialKinds.Email)
                json.WriteString("address", credential.SecretText());
            json.WriteString("created_at", credential.CreatedAt);
            Write(json, "used_at", credential.UsedAt);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private async Task WriteSessionsAsync(Utf8JsonWriter json, Account person, CancellationToken ct)
    {
        var applications = await clients.InSessionsAsync(person.Id, ct);
        json.WriteStartArray("sessions");
        foreach (var session in await sessions.OfUserAsync(person.Id, clock.GetUtcNow(), ct))
        {
            json.WriteStartObject();
            json.WriteString("sid", session.Sid);
            json.WriteString("created_at", session.CreatedAt);
            json.WriteString("last_seen_at", session.LastSeenAt);
            json.WriteString("auth_time", session.AuthTime);
            json.WriteString("amr", string.Join(' ', session.Amr));
            Write(json, "user_agent", session.UserAgent);
            Write(json, "address", session.Address);
            json.WriteString("applications", string.Join(' ', applications[session.Id]));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private async Task WriteDevicesAsync(Utf8JsonWriter json, Account person, CancellationToken ct)
    {
        json.WriteStartArray("devices");
        foreach (var device in await devices.OfUserAsync(person.Id, ct))
        {
            json.WriteStartObject();
            Write(json, "user_agent", device.UserAgent);
            Write(json, "address", device.Address);
            json.WriteString("created_at", device.CreatedAt);
            json.WriteString("last_seen_at", device.LastSeenAt);
            Write(json, "trusted_until", device.TrustedUntil);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private async Task WriteApplicationsAsync(Utf8JsonWriter json, Account person, CancellationToken ct)
    {
        json.WriteStartArray("applications");
        foreach (var client in await clients.OfAsync(person.Id, ct))
        {
            json.WriteStartObject();
            json.WriteString("client_id", client.ClientId);
            json.WriteString("allowed", string.Join(' ', client.Words));
            Write(json, "since", client.Since);
            Write(json, "used_at", client.UsedAt);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private async Task WriteEventsAsync(Utf8JsonWriter json, Account person, CancellationToken ct)
    {
        json.WriteStartArray("activity");
        Guid? before = null;
        while (await activity.PageAsync(person.Id, before, PageOfEvents, ct) is { Count: > 0 } page)
        {
            foreach (var happened in page)
                Write(json, happened);
            before = page[^1].Id;
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Happened happened)
    {
        json.WriteStartObject();
        json.WriteString("at", happened.At);
        json.WriteString("name", happened.What.Name);
        Write(json, "client_id", happened.What.ClientId);
        Write(json, "address", happened.What.Address);
        Write(json, "user_agent", happened.What.UserAgent);
        foreach (var (name, value) in happened.What.Data ?? new Dictionary<string, string>())
            json.WriteString("data." + name, value);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    private static void Write(Utf8JsonWriter json, string name, DateTimeOffset? value)
    {
        if (value is { } time)
            json.WriteString(name, time);
    }
}
