using PseIdentity.Server.SignIn.SecondFactors;

namespace PseIdentity.Server.Pages;

/// <summary>What a page says about a code that was sent.</summary>
/// <param name="IsWaiting">A code is on its way, or there already.</param>
/// <param name="IsDelayed">It may take longer: the gateway does not take messages at the moment.</param>
/// <param name="MayResend">Whether another one can be sent, now or after <paramref name="WaitSeconds"/>.</param>
/// <param name="WaitSeconds">Until then.</param>
internal sealed record ResendCard(bool IsWaiting, bool IsDelayed, bool MayResend, int WaitSeconds)
{
    public static ResendCard Of(Sending sending, DateTimeOffset now) => new(sending.IsWaiting, sending.IsDelayed,
        sending.ResendAt is not null || !sending.IsWaiting,
        sending.ResendAt is { } at && at > now ? (int)Math.Ceiling((at - now).TotalSeconds) : 0);
}
