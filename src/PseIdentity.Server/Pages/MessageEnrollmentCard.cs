using PseIdentity.Server.SignIn.SecondFactors;

namespace PseIdentity.Server.Pages;

/// <summary>A number or an address on its way to becoming a second factor.</summary>
/// <param name="To">What was typed, or what the account knows already.</param>
/// <param name="Masked">Where the code went.</param>
/// <param name="Sent">Set once a code was sent there.</param>
internal sealed record MessageEnrollmentCard(Channel Channel, string? To, string? Masked, ResendCard? Sent)
{
    public bool IsSms => Channel == Channel.Sms;

    public static MessageEnrollmentCard Of(Channel channel, string? to, Sending? sending, DateTimeOffset now) =>
        sending is { } sent && Destination.Read(channel, to) is { } destination
            ? new(channel, destination, Destination.Mask(channel, destination), ResendCard.Of(sent, now))
            : new(channel, to, null, null);
}
