using System.Xml;
using PseIdentity.Server.Federation.Saml.Xml;

namespace PseIdentity.Server.Federation.Saml.Responses;

/// <summary>What the provider says of the request (SAML Core §3.2.2). Its messages are for the log only: nobody has signed them yet.</summary>
internal static class ResponseStatus
{
    private const string Codes = "urn:oasis:names:tc:SAML:2.0:status:";
    private const int LongestMessage = 200;

    /// <exception cref="UpstreamException">It is not success.</exception>
    public static void Check(XmlElement response)
    {
        if (!response.Is(SamlNames.Protocol, "Response"))
            throw SamlRefuse.Malformed("this is not a response");
        var status = response.Required(SamlNames.Protocol, "Status");
        var code = status.Required(SamlNames.Protocol, "StatusCode");
        var first = code.Required("Value");
        if (first == SamlNames.Success)
            return;
        var second = code.Child(SamlNames.Protocol, "StatusCode")?.Value("Value");
        var message = status.Child(SamlNames.Protocol, "StatusMessage")?.InnerText ?? "";
        throw new UpstreamException(IdOf(second), $"the provider answered {first} {second} {(message.Length > LongestMessage ? message[..LongestMessage] : message)}".Trim());
    }

    // §3.2.2.2; codes that are not known are the provider's own trouble.
    private static string IdOf(string? code) => code switch
    {
        Codes + "AuthnFailed" => "federation.login_failed",
        Codes + "RequestDenied" => "federation.access_denied",
        Codes + "NoPassive" => "federation.login_required",
        Codes + "NoAuthnContext" => "federation.authentication_insufficient",
        Codes + "UnknownPrincipal" => "federation.access_denied",
        Codes + "InvalidNameIDPolicy" or Codes + "RequestUnsupported" or Codes + "UnsupportedBinding" => "federation.misconfigured",
        _ => "federation.upstream_error",
    };
}
