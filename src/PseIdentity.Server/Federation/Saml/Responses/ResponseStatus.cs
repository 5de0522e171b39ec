using System.Xml;
using PseIdentity.Server.Federation.Saml.Xml;

namespace PseIdentity.Server.Federation.Saml.Responses;

/// <summary>What the provider says of the request (SAML Core §3.2.2). Its messages are for the log only: nobody has signed them yet.</summary>
internal static class ResponseStatus
{
    private const string Codes = "urn:oasis:names:tc:SAML:2.0:status:";
    private const int LongestQuote = 200;

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
        var message = status.Child(SamlNames.Protocol, "StatusMessage")?.InnerText;
        throw new UpstreamException(IdOf(second), $"the provider answered {Quote(first)}, {Quote(second)}: {Quote(message)}");
    }

    // A stranger's text for the log: printable ASCII, and not endless.
    private static string Quote(string? text) => string.Concat((text ?? "nothing").Take(LongestQuote).Select(character => character is >= ' ' and <= '~' ? character : '?'));

    // §3.2.2.2; a first code without a second says that something went wrong there.
    private static string IdOf(string? code) => code switch
    {
        Codes + "AuthnFailed" or Codes + "RequestDenied" or Codes + "UnknownPrincipal" => FederationRefusals.Declined,
        Codes + "NoPassive" => "federation.login_required",
        Codes + "NoAuthnContext" => "federation.authentication_insufficient",
        Codes + "InvalidNameIDPolicy" or Codes + "RequestUnsupported" or Codes + "UnsupportedBinding" => "federation.misconfigured",
        null => FederationRefusals.Unreachable,
        _ => "federation.request_refused",
    };
}
