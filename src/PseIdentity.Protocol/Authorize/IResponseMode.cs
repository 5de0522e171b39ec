using Microsoft.AspNetCore.Http;

namespace PseIdentity.Protocol.Authorize;

/// <summary>How the answer to an authorization request reaches the client (OAuth 2.0 Multiple Response Types §2.1).</summary>
public interface IResponseMode
{
    /// <summary>Its value of <c>response_mode</c>.</summary>
    string Name { get; }

    /// <summary>Writes the answer, success or error.</summary>
    void Write(HttpContext context, string redirectUri, IReadOnlyList<KeyValuePair<string, string>> fields);
}
