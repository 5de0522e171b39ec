using System.Text;
using PseIdentity.Server.Federation.Saml.Xml;

namespace PseIdentity.Server.Federation.Saml.Requests;

/// <summary>Messages in a form (SAML Bindings §3.5): in base64, signed within.</summary>
internal static class PostBinding
{
    /// <param name="name"><c>SAMLRequest</c> or <c>SAMLResponse</c>.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Form(string name, string signedMessage, string? relayState)
    {
        var form = new List<KeyValuePair<string, string>> { new(name, Convert.ToBase64String(Encoding.UTF8.GetBytes(signedMessage))) };
        if (relayState is not null)
            form.Add(new("RelayState", relayState));
        return form;
    }

    /// <exception cref="UpstreamException">It is not there once, too long, or not base64.</exception>
    public static byte[] Read(UpstreamAnswer answer, string name)
    {
        if (answer[name] is not { Length: > 0 } text)
            throw SamlRefuse.Malformed($"there is no {name}, or more than one");
        if (text.Length > StrictXml.LongestMessage * 3 / 2)
            throw SamlRefuse.Malformed("the message is too long");
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : throw SamlRefuse.Malformed($"{name} is not base64");
    }
}
