using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.Extensions.Localization;
using PseIdentity.Protocol;
using PseIdentity.Server.Localization;

namespace PseIdentity.Server.Email;

/// <summary>What a mail of ours says, in the order in which it is read.</summary>
internal sealed record MailWords
{
    public required string Subject { get; init; }

    public required string Lead { get; init; }

    public IReadOnlyList<(string Name, string Value)> Facts { get; init; } = [];

    /// <summary>To be copied by hand.</summary>
    public string? Code { get; init; }

    /// <summary>What leads on, where a link does.</summary>
    public string? Button { get; init; }

    public string? Link { get; init; }

    public IReadOnlyList<string> After { get; init; } = [];
}

/// <summary>The one look of every mail, as text and as HTML without pictures, fonts or addresses of others: the official address, and what we never ask for.</summary>
internal static class MailLayout
{
    public static Mail Write(IStringLocalizer<Text> text, Issuer issuer, MailWords words, string to, DateTimeOffset now, DateTimeOffset? expiresAt)
    {
        string[] foot = [text["Mail.Address", issuer.Host], text["Mail.NeverAsk"]];
        return new Mail
        {
            Id = Guid.CreateVersion7(now),
            To = to,
            Subject = words.Subject,
            Text = Plain(words, foot),
            Html = Html(text, words, foot),
            WrittenAt = now,
            ExpiresAt = expiresAt,
        };
    }

    private static string Plain(MailWords words, string[] foot)
    {
        var lines = new List<string> { words.Lead, "" };
        foreach (var (name, value) in words.Facts)
            lines.AddRange([$"{name}: {value}", ""]);
        if (words.Code is not null)
            lines.AddRange([words.Code, ""]);
        if (words is { Button: { } button, Link: { } link })
            lines.AddRange([button + ":", link, ""]);
        lines.AddRange(words.After);
        lines.AddRange(["", "--", .. foot, ""]);
        return string.Join('\n', lines);
    }

    private static string Html(IStringLocalizer<Text> text, MailWords words, string[] foot)
    {
        var html = new StringBuilder($"""
            <!DOCTYPE html>
            <html lang="{E(text["Language"])}" dir="{E(text["Direction"])}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>{E(words.Subject)}</title></head>
            <body style="margin:0;padding:24px;font:16px/1.5 system-ui,'Segoe UI',Roboto,Arial,sans-serif">
            <main style="max-width:32rem;margin:0 auto">
            <p style="font-weight:600">{E(Sender.Name)}</p>
            <h1 style="font-size:22px;line-height:1.3">{E(words.Subject)}</h1>
            <p>{E(words.Lead)}</p>

            """);
        foreach (var (name, value) in words.Facts)
            html.Append(CultureInfo.InvariantCulture, $"<p style=\"padding:12px 16px;border:1px solid #78889b;border-radius:8px\">{E(name)}: <strong>{E(value)}</strong></p>\n");
        if (words.Code is { } code)
            html.Append(CultureInfo.InvariantCulture, $"<p style=\"font:600 28px/1.4 ui-monospace,Consolas,monospace;letter-spacing:4px\">{E(code)}</p>\n");
        if (words is { Button: { } button, Link: { } link })
            html.Append(CultureInfo.InvariantCulture, $"""
                <p><a href="{E(link)}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:#0b5a6e;color:#ffffff;font-weight:600;text-decoration:none">{E(button)}</a></p>

                """);
        foreach (var line in words.After)
            html.Append(CultureInfo.InvariantCulture, $"<p>{E(line)}</p>\n");
        html.Append("<hr style=\"border:0;border-top:1px solid #78889b\">\n");
        foreach (var line in foot)
            html.Append(CultureInfo.InvariantCulture, $"<p style=\"font-size:14px\">{E(line)}</p>\n");
        return html.Append("</main></body></html>\n").ToString();
    }

    private static string E(string value) => HtmlEncoder.Default.Encode(value);
}
