using System.Text.Json.Serialization;

namespace PseIdentity.Server.Email;

/// <summary>One message to one person, as it waits in the outbox.</summary>
internal sealed record Mail
{
    /// <summary>Names the message, so that a second delivery of it can be told from a second message.</summary>
    public required Guid Id { get; init; }

    public required string To { get; init; }

    public required string Subject { get; init; }

    public required string Text { get; init; }

    public required string Html { get; init; }

    public required DateTimeOffset WrittenAt { get; init; }

    /// <summary>When it has become worthless: it is not delivered any more.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

[JsonSerializable(typeof(Mail))]
internal sealed partial class MailJson : JsonSerializerContext;
