using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.ClientAuthentication;
using PseIdentity.Protocol.Grants;
using PseIdentity.Protocol.Keys;

namespace PseIdentity.Protocol.Clients;

/// <summary>
/// What this provider can, in the words of the registries, made from what is registered: discovery tells it and client metadata is held against it,
/// so that neither can promise what is not there.
/// </summary>
public sealed class Capabilities(IEnumerable<IGrant> grants, IEnumerable<IClientAuthenticationMethod> methods, ResponseTypes responses, SigningKeyOptions keys)
{
    public IReadOnlyList<IGrant> Grants { get; } = [.. grants];

    public IReadOnlyList<IClientAuthenticationMethod> AuthenticationMethods { get; } = [.. methods];

    /// <summary><c>grant_types_supported</c>. The implicit grant has no part at the token endpoint: it is there when a response type needs it.</summary>
    public IReadOnlyList<string> GrantTypes => [.. Grants.Select(grant => grant.GrantType).Union(ResponseTypes.SelectMany(GrantTypesOf))];

    /// <summary><c>response_types_supported</c>.</summary>
    public IReadOnlyList<string> ResponseTypes { get; } = responses.Names;

    /// <summary><c>subject_types_supported</c>.</summary>
    public IReadOnlyList<string> SubjectTypes { get; } = ["public", "pairwise"];

    /// <summary><c>token_endpoint_auth_methods_supported</c>.</summary>
    public IReadOnlyList<string> AuthenticationMethodNames => [.. AuthenticationMethods.Select(method => method.Name)];

    /// <summary><c>token_endpoint_auth_signing_alg_values_supported</c>.</summary>
    public IReadOnlyList<string> AuthenticationAlgorithms => [.. AuthenticationMethods.SelectMany(method => method.Algorithms).Distinct(StringComparer.Ordinal)];

    /// <summary>The algorithms that this provider signs with.</summary>
    public IReadOnlyList<string> SigningAlgorithms => keys.Algorithms;

    /// <summary>Whether clients can present certificates at all (RFC 8705).</summary>
    public bool TakesCertificates => AuthenticationMethod(TlsClientAuth.MethodName) is not null;

    public IClientAuthenticationMethod? AuthenticationMethod(string name) => AuthenticationMethods.FirstOrDefault(method => method.Name == name);

    /// <summary>The grant types that a response type goes with (RFC 7591 §2.1).</summary>
    public static IEnumerable<string> GrantTypesOf(string responseType)
    {
        var parts = responseType.Split(' ');
        if (parts.Contains("code"))
            yield return "authorization_code";
        if (parts.Contains("token") || parts.Contains("id_token"))
            yield return "implicit";
    }
}
