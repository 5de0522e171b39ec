using System.Globalization;
using System.Text;

namespace PseIdentity.Server.Email;

/// <summary>A mail as it travels (RFC 5322, RFC 2045): the same words as text and as HTML, all ASCII on the wire.</summary>
internal static class MimeText
{
    private const int Line = 76;

    /// <param name="mail">What to say.</param>
    /// <param name="from">The sender: product's name and address.</param>
    /// <param name="host">The right side of the message's id.</param>
    public static string Of(Mail mail, (string Name, string Address) from, string host)
    {
        var boundary = "part-" + mail.Id.ToString("N");
        var text = new StringBuilder();
        Header("From", $"{Words(from.Name)} <{from.Address}>");
        Header("To", $"<{mail.To}>");
        Header("Subject", Words(mail.Subject));
        Header("Date", mail.WrittenAt.ToString("ddd, dd MMM yyyy HH':'mm':'ss '+0000'", CultureInfo.InvariantCulture));
        Header("Message-ID", $"<{mail.Id:N}@{host}>");
        // RFC 3834 §5: nobody's "out of office" is wanted.
        Header("Auto-Submitted", "auto-generated");
        Header("MIME-Version", "1.0");
        Header("Content-Type", $"multipart/alternative; boundary=\"{boundary}\"");
        text.Append("\r\n");
        Part("text/plain", mail.Text);
        Part("text/html", mail.Html);
        text.Append("--").Append(boundary).Append("--\r\n");
        return text.ToString();

        void Header(string name, string value) => text.Append(name).Append(": ").Append(value).Append("\r\n");

        void Part(string type, string content)
        {
            text.Append("--").Append(boundary).Append("\r\n");
            Header("Content-Type", type + "; charset=utf-8");
            Header("Content-Transfer-Encoding", "base64");
            text.Append("\r\n");
            var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(content.ReplaceLineEndings("\r\n")));
            for (var at = 0; at < encoded.Length; at += Line)
                text.Append(encoded, at, Math.Min(Line, encoded.Length - at)).Append("\r\n");
        }
    }

    /// <summary>RFC 2047 §2: encoded words of at most 75 characters; none breaks a character, and no line break can come in.</summary>
    private static string Words(string value)
    {
        const int most = 45;
        var words = new List<string>();
        var pending = new MemoryStream();
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in value.EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(bytes);
            if (pending.Length + length > most)
                Flush();
            pending.Write(bytes[..length]);
        }
        Flush();
        return string.Join("\r\n ", words);

        void Flush()
        {
            if (pending.Length > 0)
                words.Add($"=?utf-8?B?{Convert.ToBase64String(pending.ToArray())}?=");
            pending.SetLength(0);
        }
    }
}
