using System.Globalization;
using PseIdentity.Protocol;

namespace PseIdentity.Server.Email;

/// <summary>Mail as <c>.eml</c> files, which every mail program opens.</summary>
internal sealed class FolderRoute(string folder, Issuer issuer) : IMailRoute
{
    public string Destination => "file:mail";

    public async Task<string?> SendAsync(Mail mail, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        var name = Path.Combine(folder, mail.WrittenAt.ToString("yyyyMMdd-HHmmssfff", CultureInfo.InvariantCulture) + "-" + mail.Id.ToString("N"));

        // Whoever watches the folder sees whole messages only.
        await File.WriteAllTextAsync(name + ".part", MimeText.Of(mail, (Sender.Name, "no-reply@" + Sender.DomainOf(issuer)), Sender.DomainOf(issuer)), ct);
        File.Move(name + ".part", name + ".eml", overwrite: true);
        return null;
    }
}
