using System.Globalization;
using PseIdentity.Protocol.Approvals;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.Scopes;
using PseIdentity.Protocol.Tokens;

namespace PseIdentity.Protocol.BackChannelAuthentication;

/// <summary>A decoupled authentication request that is in order (CIBA §7.1).</summary>
/// <param name="Hint">Whom it is about.</param>
/// <param name="BindingMessage">What both devices show, or null.</param>
/// <param name="RequestedExpiry">How long the client wants to wait, or null.</param>
internal sealed record AuthenticationRequest(UserHint Hint, string? BindingMessage, TimeSpan? RequestedExpiry);

/// <summary>Reads and checks one, parameter by parameter.</summary>
internal sealed class AuthenticationRequests(RequestedAccess access, IdTokenHints hints)
{
    private const int LongestBindingMessage = 100;
    private const int LongestHint = 320;
    private const int LongestToken = 1024;

    /// <exception cref="ProtocolException">A code of CIBA §13.</exception>
    public async ValueTask<AuthenticationRequest> CheckAsync(Client client, Parameters parameters, CancellationToken ct)
    {
        var asked = await access.CheckAsync(client, parameters, ct);

        // "scope … MUST contain the openid scope value"
        if (!asked.Scopes.Contains(StandardScopes.OpenId, StringComparer.Ordinal))
            throw Refuse.InvalidScope("ciba.openid", "The scope openid is missing.");
        CheckNotificationToken(client, parameters["client_notification_token"]);

        // backchannel_user_code_parameter_supported is false: a code that nobody compares would protect nobody.
        if (parameters["user_code"] is not null)
            throw Refuse.InvalidRequest("ciba.user_code", "The parameter user_code is not supported.");
        return new AuthenticationRequest(
            await HintAsync(client, parameters, ct), BindingMessage(parameters["binding_message"]), RequestedExpiry(parameters["requested_expiry"]));
    }

    // "It is REQUIRED if the Client is registered to use Ping or Push modes", at most 1024 characters of RFC 6750 §2.1.
    private static void CheckNotificationToken(Client client, string? token)
    {
        if (client.Metadata.BackchannelTokenDeliveryMode != "ping")
            return;
        if (token is null)
            throw Refuse.InvalidRequest("ciba.notification_token", "The parameter client_notification_token is missing.");
        if (token.Length > LongestToken || !token.TrimEnd('=').All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' or '+' or '/'))
            throw Refuse.InvalidRequest("ciba.notification_token_syntax", "The client_notification_token is no bearer token of up to 1024 characters.");
    }

    // "it is REQUIRED that the Client provides one (and only one) of the hints"
    private async ValueTask<UserHint> HintAsync(Client client, Parameters parameters, CancellationToken ct)
    {
        var (login, idToken, loginToken) = (parameters["login_hint"], parameters["id_token_hint"], parameters["login_hint_token"]);
        if ((login is null ? 0 : 1) + (idToken is null ? 0 : 1) + (loginToken is null ? 0 : 1) != 1)
            throw Refuse.InvalidRequest("ciba.hints", "Exactly one of login_hint and id_token_hint says who is meant.");
        if (loginToken is not null)
            throw Refuse.InvalidRequest("ciba.login_hint_token", "The parameter login_hint_token is not supported; use login_hint or id_token_hint.");
        if (login is not null)
            return login.Length <= LongestHint ? new UserHint(login, null) : throw Refuse.InvalidRequest("ciba.login_hint", "The login_hint is too long.");

        // Core §8.1: the sub of such an ID token leads back to nobody, so that the request would wait for nobody.
        if (client.Sector is not null)
            throw Refuse.InvalidRequest("ciba.pairwise_hint", "The id_token_hint of a client with pairwise subjects cannot be resolved; use login_hint.");
        return idToken is not null && await hints.ReadAsync(idToken, ct) is { } read && read.Audience.Contains(client.Id, StringComparer.Ordinal)
            ? new UserHint(null, read.Subject)
            : throw Refuse.InvalidRequest("ciba.id_token_hint", "The id_token_hint is not an ID token of this provider for this client.");
    }

    // It is read by a person, so nothing in it may hide, break the line or turn the direction.
    private static string? BindingMessage(string? message)
    {
        if (message is null)
            return null;
        var length = 0;
        foreach (var rune in message.EnumerateRunes())
            if (++length > LongestBindingMessage || !VisibleCharacters.Is(rune))
                throw Refuse.InvalidBindingMessage("ciba.binding_message", "The binding_message has more than 100 characters, or one that cannot be shown.");
        return message;
    }

    private static TimeSpan? RequestedExpiry(string? seconds) => seconds is null ? null
        : int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? TimeSpan.FromSeconds(number)
            : throw Refuse.InvalidRequest("ciba.requested_expiry", "The requested_expiry is not a positive number of seconds.");
}
