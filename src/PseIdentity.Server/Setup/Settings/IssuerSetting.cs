using PseIdentity.Protocol;

namespace PseIdentity.Server.Setup.Settings;

/// <summary>The one public address: as set, or, on a developer's machine, the first address that is listened on.</summary>
internal static class IssuerSetting
{
    public const string Key = "Issuer";

    public static Issuer? Read(string? value, IReadOnlyList<string> listening, bool development, List<SettingMistake> mistakes)
    {
        if (string.IsNullOrWhiteSpace(value))
            return FromListening(listening, development, mistakes);
        if (Problem(value, development) is { } sentence)
        {
            mistakes.Add(new(Key, sentence));
            return null;
        }
        return new Issuer(value);
    }

    private static Issuer? FromListening(IReadOnlyList<string> listening, bool development, List<SettingMistake> mistakes)
    {
        if (!development)
            mistakes.Add(new(Key, "is required in Production: the https address under which browsers and applications reach this program, such as https://id.example.com."));
        else if (listening.Count == 0 || !ListenAddress.TryRead(listening[0], out var first))
            mistakes.Add(new(Key, "cannot be taken from urls; set it, such as http://localhost:5400."));
        else if (first.IsWildcard || first.Port == 0)
            mistakes.Add(new(Key, $"is required because urls listens on '{listening[0]}', which is no address that a browser could ask for; set it, such as http://localhost:5400."));
        else
            return new Issuer(listening[0].TrimEnd('/'));
        return null;
    }

    private static string? Problem(string value, bool development)
    {
        if (!Uri.TryCreate(value, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http"))
            return $"'{value}' is not an address; write https://host, such as https://id.example.com.";
        if (uri.Query.Length > 0 || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0)
            return "has no query, fragment, user name or password (RFC 8414 section 2).";
        if (value.EndsWith('/'))
            return $"ends without a slash, because clients compare it character by character: {value.TrimEnd('/')}.";
        if (uri.GetLeftPart(UriPartial.Path).TrimEnd('/') is var written && !string.Equals(written, value, StringComparison.Ordinal))
            return $"is written as browsers do, because clients compare it character by character: {written}.";
        if (!development && uri.Scheme != "https")
            return $"is https in Production: {string.Concat("https", value.AsSpan(uri.Scheme.Length))}.";
        return null;
    }
}
