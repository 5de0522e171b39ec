using Microsoft.AspNetCore.Http;
using PseIdentity.Protocol.Clients;

namespace PseIdentity.Protocol.Authorize;

/// <summary>How the answer to an authorization request reaches the client (OAuth 2.0 Multiple Response Types §2.1).</summary>
public interface IResponseMode
{
    /// <summary>Its value of <c>response_mode</c>.</summary>
    string Name { get; }

    /// <summary>Writes the answer, success or error.</summary>
    ValueTask WriteAsync(HttpContext context, AuthorizationResponse response, CancellationToken ct);
}

/// <summary>What a client is answered.</summary>
/// <param name="Client">Whose keys and algorithms a signed answer uses.</param>
/// <param name="RedirectUri">A registered one.</param>
/// <param name="Parameters">All of them: <c>state</c> and <c>iss</c> as well.</param>
public sealed record AuthorizationResponse(Client Client, string RedirectUri, IReadOnlyList<KeyValuePair<string, string>> Parameters);
