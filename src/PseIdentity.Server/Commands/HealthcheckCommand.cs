using System.CommandLine;
using System.Globalization;
using PseIdentity.Server.Setup.Settings;

namespace PseIdentity.Server.Commands;

/// <summary><c>healthcheck</c>: asks the program that runs beside this one, for container platforms without curl.</summary>
internal static class HealthcheckCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create(string[] settings)
    {
        var command = new Command("healthcheck", "Asks the running program whether it is ready; exit code 0 when it is.");
        command.SetAction(async (_, ct) =>
        {
            await using var app = Offline.Build(settings);
            var url = (app.Configuration["urls"] ?? ProviderSettings.DefaultUrl).Split(';')[0];
            if (!ListenAddress.TryRead(url, out var address))
                throw new CommandException($"'{url}' is no address to ask.");
            var host = address.IsWildcard ? "127.0.0.1" : address.Host;
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };
            try
            {
                using var response = await http.GetAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"{address.Scheme}://{host}:{address.Port}/healthz/ready")), ct);
                return response.IsSuccessStatusCode ? 0 : throw new CommandException($"It is not ready: {(int)response.StatusCode}.");
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                throw new CommandException($"It does not answer at {url}: {e.Message}");
            }
        });
        return command;
    }
}
