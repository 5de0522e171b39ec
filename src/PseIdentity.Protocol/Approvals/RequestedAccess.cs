using PseIdentity.Protocol.AuthorizationDetails;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.Scopes;

namespace PseIdentity.Protocol.Approvals;

/// <summary>What an approval would give.</summary>
/// <param name="Scopes">Known ones that the client may ask for, each once.</param>
/// <param name="Differ">True when they are not exactly those asked for.</param>
/// <param name="Details">Authorization details, such as a payment, or null.</param>
/// <param name="Resources">Where the access may be used.</param>
public sealed record AskedAccess(IReadOnlyList<string> Scopes, bool Differ, CheckedDetails? Details, IReadOnlyList<string> Resources);

/// <summary>What a device or a decoupled sign-in may ask a person for: the rules of the authorization endpoint.</summary>
public sealed class RequestedAccess(RequestedScopes scopes, ResourceIndicators resources)
{
    /// <exception cref="ProtocolException">invalid_scope, invalid_target, invalid_authorization_details.</exception>
    public async ValueTask<AskedAccess> CheckAsync(Client client, Parameters parameters, CancellationToken ct)
    {
        var details = CheckedDetails.Parse(parameters["authorization_details"], client);
        var asked = await scopes.CheckAsync(client, parameters["scope"], details, refreshable: true, ct);
        return new AskedAccess(asked.Scopes, asked.Differ, details, await resources.OfRequestAsync(parameters, asked.Scopes, details, ct));
    }
}
