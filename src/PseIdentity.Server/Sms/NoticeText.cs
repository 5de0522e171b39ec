using Microsoft.Extensions.Localization;
using PseIdentity.Protocol;
using PseIdentity.Server.Email;
using PseIdentity.Server.Localization;

namespace PseIdentity.Server.Sms;

/// <summary>The words of a text message that tells of a change. It holds no link: nobody should get used to following one.</summary>
internal sealed class NoticeText(IStringLocalizer<Text> text, Issuer issuer, TimeProvider clock)
{
    /// <param name="what">Which notice: the text <c>Notice.{what}Subject</c>.</param>
    public TextMessage Write(string to, string what)
    {
        var now = clock.GetUtcNow();
        return new TextMessage
        {
            Id = Guid.CreateVersion7(now),
            To = to,
            Text = $"{Sender.Name}: {text[$"Notice.{what}Subject", issuer.Host]}. {text["Sms.NotMe"]}",
            WrittenAt = now,
        };
    }
}
