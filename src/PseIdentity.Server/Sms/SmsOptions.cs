namespace PseIdentity.Server.Sms;

/// <summary>
/// Which HTTP gateway takes text messages (section <c>Sms</c>). Without it they become files in <c>sms</c> of the data directory in Development;
/// in Production there are none, and codes by text message are not offered.
/// </summary>
internal sealed class SmsOptions
{
    /// <summary>Where each message is posted to, https. A gateway in a private network is named in <c>Network:AllowedHosts</c>, too. None: no text messages.</summary>
    public string? Url { get; set; }

    /// <summary>The whole <c>Authorization</c> header, such as <c>Bearer …</c>. Give it as a file (<c>Sms__Authorization_FILE</c>), not in the environment.</summary>
    public string? Authorization { get; set; }

    /// <summary>
    /// What is posted, with <c>{to}</c> and <c>{text}</c> where number and words belong: JSON where it begins with a brace, otherwise a form
    /// (<c>To={to}&amp;Body={text}</c>). Both are escaped as the form asks for.
    /// </summary>
    public string Body { get; set; } = """{"to":"{to}","text":"{text}"}""";

    /// <summary>Codes an hour to one number, whoever asks for them. Fewer save money where somebody has messages sent to numbers that cost; more serve people who share a telephone.</summary>
    public int CodesPerNumber { get; set; } = 20;
}
