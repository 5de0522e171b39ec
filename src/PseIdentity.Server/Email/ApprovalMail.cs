using Microsoft.Extensions.Localization;
using PseIdentity.Protocol;
using PseIdentity.Protocol.Approvals;
using PseIdentity.Server.Localization;

namespace PseIdentity.Server.Email;

/// <summary>The words of "somebody asks for you".</summary>
internal sealed class ApprovalMail(IStringLocalizer<Text> text, Issuer issuer)
{
    public Mail Write(Approval approval, string clientName, string? bindingMessage, string to, string link)
    {
        var minutes = Math.Max(1, (int)(approval.ExpiresAt - approval.CreatedAt).TotalMinutes);
        return MailLayout.Write(text, issuer, new MailWords
        {
            Subject = text["Mail.ApproveSubject", clientName],
            Lead = text["Mail.ApproveLead", clientName],
            Facts = bindingMessage is null ? [] : [(text["Mail.ApproveMessage"], bindingMessage)],
            Button = text["Mail.ApproveButton"],
            Link = link,
            After = [text["Mail.ApproveExpires", minutes], text["Mail.ApproveNotMe"]],
        }, to, approval.CreatedAt, approval.ExpiresAt);
    }
}
