using System.Text.Json;
using System.Text.Json.Serialization;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Outbox;

namespace PseIdentity.Protocol.Logout;

/// <summary>What a logout token will say; the token itself is made at delivery, so that a retry is fresh.</summary>
public sealed record LogoutNotice(string ClientId, string Subject, string Sid)
{
    /// <summary>The kind of its messages in the outbox.</summary>
    public const string Kind = "logout";

    /// <summary>Where a client that is being removed hears of it; null: where the client's metadata says at delivery.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Uri { get; init; }

    /// <summary>The signature that a client that is being removed expects.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SignedResponseAlg { get; init; }

    /// <summary>True for a client that is being removed and knew the person by another name than ours (OpenID Connect Core §8.1), which is gone with it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool WithoutSubject { get; init; }

    /// <summary>The message for the outbox, or null where the client did not register to be told (Back-Channel Logout §2.2).</summary>
    /// <param name="leaving">The client is being removed: what it registered travels with the notice.</param>
    public static OutboxMessage? For(string clientId, ClientMetadata client, string subject, string sid, bool leaving = false)
    {
        if (client.BackchannelLogoutUri is not { } uri)
            return null;
        var notice = new LogoutNotice(clientId, subject, sid);
        if (leaving)
            notice = notice with { Uri = uri, SignedResponseAlg = client.IdTokenSignedResponseAlg, WithoutSubject = client.SubjectType == "pairwise" };
        return new OutboxMessage(Kind, JsonSerializer.Serialize(notice, LogoutNoticeJson.Default.LogoutNotice))
        {
            Destination = new Uri(uri).GetLeftPart(UriPartial.Authority),
        };
    }
}

[JsonSerializable(typeof(LogoutNotice))]
internal sealed partial class LogoutNoticeJson : JsonSerializerContext;
