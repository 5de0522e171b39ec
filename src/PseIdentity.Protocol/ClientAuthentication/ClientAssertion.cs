using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.ClientAuthentication;

/// <summary>How an assertion arrives (RFC 7521 §4.2), whatever it is signed with.</summary>
internal static class ClientAssertion
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// <summary>The assertion of a request, or null when there is none.</summary>
    /// <exception cref="ProtocolException">There is one, and it is malformed.</exception>
    public static (Jws Assertion, PresentedCredentials Credentials)? Find(ClientRequest request)
    {
        var assertion = request.Form["client_assertion"];
        var type = request.Form["client_assertion_type"];
        if (assertion is null && type is null)
            return null;

        // RFC 7521 §4.2: both are REQUIRED.
        if (assertion is null || type is null)
            throw Refuse.InvalidRequest("client.assertion_incomplete", "client_assertion and client_assertion_type go together.");
        if (type != AssertionType)
            throw Refuse.InvalidClient("client.assertion_type", "The client_assertion_type is not supported.");
        if (Jws.Parse(assertion) is not { } jws || jws.Payload.GetString("sub") is not { } subject)
            throw Refuse.InvalidClient("client.assertion_malformed", "The client assertion is not a JWT with a sub.");
        return (jws, new PresentedCredentials(subject, assertion, Path: request.Path));
    }
}
