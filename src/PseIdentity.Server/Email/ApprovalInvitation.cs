using PseIdentity.Protocol;
using PseIdentity.Protocol.Approvals;
using PseIdentity.Protocol.BackChannelAuthentication;
using PseIdentity.Protocol.Clients;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Email;

/// <summary>Asks a person by mail to come to the page where they decide about a decoupled sign-in (CIBA §8).</summary>
internal sealed class ApprovalInvitation(Mailer mailer, ApprovalMail words, UserStore accounts, Issuer issuer) : IApprovalInvitation
{
    public bool IsOffered => mailer.Works;

    public async ValueTask<Invitation?> InviteAsync(UserHint hint, Approval approval, Client client, string? bindingMessage, CancellationToken ct)
    {
        var person = hint.Subject is { } subject ? await accounts.FindBySubjectAsync(subject, ct)
            : hint.LoginHint is { } name ? await accounts.FindByIdentifierAsync(name, ct) : null;

        // Only to an address that is known to be theirs: the message names who asks for what.
        if (person is not { Active: true, VerifiedEmail: { } email } || !MailAddress.IsPlain(email))
            return null;
        using var speaking = Languages.SpeakTo(person);
        var mail = words.Write(approval, client.Name, bindingMessage, email, issuer.Url(StepPaths.ApproveOf(approval.Id)));
        return new Invitation(person.Id, mailer.Message(mail));
    }
}
