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
        var compromised = new Option<bool>("--compromised") { Description = "The old keys are stolen: they leave the key set at once, and nothing that they signed is believed, hints included." };
        var command = new Command("rotate", "Puts new keys to use now. The old ones stay published, so that what they signed is still good, unless they are --compromised.") { algorithm, compromised, Offline.Json };
        command.SetAction((parsed, ct) => Offline.RunAsync(settings, async services =>
        {
            var ring = services.GetRequiredService<SigningKeyRing>();
            await ring.InitializeAsync(ct);
            await ring.RotateNowAsync(parsed.GetValue(algorithm), parsed.GetValue(compromised), ct);
            await Print.OneAsync(parsed, new Done("rotated"), "New keys sign from now on. Nodes that run learn of it within a minute.", CommandJson.Default.Done);
        }, ct));
        return command;
    }
}
