using Microsoft.AspNetCore.WebUtilities;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Sessions;

namespace PseIdentity.Protocol.Logout;

/// <summary>The addresses to load in frames, so that relying parties end their sessions in the browser (OpenID Connect Front-Channel Logout 1.0 §2, §3).</summary>
public sealed class FrontChannelLogout(Issuer issuer, IClientStore clients)
{
    /// <summary>One for each relying party of the session that registered it; those that are gone or disabled are left out.</summary>
    public async ValueTask<IReadOnlyList<string>> FramesAsync(EndedSession? ended, CancellationToken ct)
    {
        var frames = new List<string>();
        foreach (var id in ended?.Clients ?? [])
            if (await clients.FindAsync(id, ct) is { Metadata.FrontchannelLogoutUri: { } uri })
                frames.Add(AddressOf(uri, ended?.Sid));
        return frames;
    }

    // §2: "If either is included, both MUST be." Both always are, and nothing else; a registered query stays.
    private string AddressOf(string uri, string? sid) =>
        QueryHelpers.AddQueryString(uri, [KeyValuePair.Create<string, string?>("iss", issuer.Value), KeyValuePair.Create("sid", sid)]);
}
