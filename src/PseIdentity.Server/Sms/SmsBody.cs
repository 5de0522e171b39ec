using System.Text.Json;

namespace PseIdentity.Server.Sms;

/// <summary>The gateway's own form, filled in.</summary>
internal static class SmsBody
{
    public static string MediaType(string template) => IsJson(template) ? "application/json" : "application/x-www-form-urlencoded";

    /// <summary>Escaped so that no message can add members or fields. The words go in last: what they say is not looked into for places.</summary>
    public static string Fill(string template, string to, string text)
    {
        Func<string, string> escape = IsJson(template) ? value => JsonEncodedText.Encode(value).ToString() : Uri.EscapeDataString;
        return template.Replace("{to}", escape(to), StringComparison.Ordinal).Replace("{text}", escape(text), StringComparison.Ordinal);
    }

    /// <summary>Whether a gateway can be talked to in this form: both places are there, and JSON is JSON.</summary>
    public static bool IsUsable(string template)
    {
        if (!template.Contains("{to}", StringComparison.Ordinal) || !template.Contains("{text}", StringComparison.Ordinal))
            return false;
        if (!IsJson(template))
            return true;
        try
        {
            JsonElement.Parse(Fill(template, "+15550100", "a \"code\""));
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsJson(string template) => template.TrimStart().StartsWith('{') && !template.StartsWith("{to}", StringComparison.Ordinal) && !template.StartsWith("{text}", StringComparison.Ordinal);
}
