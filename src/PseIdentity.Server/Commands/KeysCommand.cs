using System.CommandLine;
using PseIdentity.Protocol.Keys;

namespace PseIdentity.Server.Commands;

/// <summary><c>keys rotate</c>.</summary>
internal static class KeysCommand
{
    public static Command Create(string[] settings) => new("keys", "The signing keys. They rotate by themselves.")
    {
        Rotate(settings),
    };

    private static Command Rotate(string[] settings)
    {
        var algorithm = new Option<string?>("--algorithm") { Description = "Only the key of this algorithm: RS256, PS256 or ES256." };
        algorithm.AcceptOnlyFromAmong("RS256", "PS256", "ES256");
        var command = new Command("rotate", "Puts new keys to use now, such as after a leak. The old ones stay published, so that what they signed is still good.") { algorithm, Offline.Json };
        command.SetAction((parsed, ct) => Offline.RunAsync(settings, async services =>
        {
            var ring = services.GetRequiredService<SigningKeyRing>();
            await ring.InitializeAsync(ct);
            await ring.RotateNowAsync(parsed.GetValue(algorithm), ct);
            await Print.OneAsync(parsed, new Done("rotated"), "New keys sign from now on. Nodes that run learn of it within a minute.", CommandJson.Default.Done);
        }, ct));
        return command;
    }
}
