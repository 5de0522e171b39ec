using PseIdentity.Protocol.Http;

namespace PseIdentity.Protocol.Grants;

/// <summary>A request to the token endpoint (RFC 6749 §3.2).</summary>
/// <param name="Form">The body.</param>
/// <param name="Address">The caller's address, for events.</param>
public sealed record TokenRequest(Parameters Form, string? Address)
{
    public string? this[string name] => Form[name];

    public string Require(string name) => Form.Require(name);
}
