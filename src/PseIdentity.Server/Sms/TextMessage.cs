using System.Text.Json.Serialization;

namespace PseIdentity.Server.Sms;

/// <summary>One text message to one number, as it waits in the outbox.</summary>
internal sealed record TextMessage
{
    /// <summary>Names the message, so that a second delivery of it can be told from a second message.</summary>
    public required Guid Id { get; init; }

    /// <summary>E.164.</summary>
    public required string To { get; init; }

    public required string Text { get; init; }

    public required DateTimeOffset WrittenAt { get; init; }

    /// <summary>When it has become worthless: it is not delivered any more.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

[JsonSerializable(typeof(TextMessage))]
internal sealed partial class TextMessageJson : JsonSerializerContext;
