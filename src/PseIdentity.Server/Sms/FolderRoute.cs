using System.Globalization;

namespace PseIdentity.Server.Sms;

/// <summary>Text messages as files: the number in the first line, then the words.</summary>
internal sealed class FolderRoute(string folder) : ITextRoute
{
    public string Destination => "file:sms";

    public async Task<string?> SendAsync(TextMessage message, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        var name = Path.Combine(folder, message.WrittenAt.ToString("yyyyMMdd-HHmmssfff", CultureInfo.InvariantCulture) + "-" + message.Id.ToString("N"));

        // Whoever watches the folder sees whole messages only.
        await File.WriteAllTextAsync(name + ".part", $"To: {message.To}\n\n{message.Text}\n", ct);
        File.Move(name + ".part", name + ".txt", overwrite: true);
        return null;
    }
}
