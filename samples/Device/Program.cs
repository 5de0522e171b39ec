using System.Runtime.InteropServices;
using Device;

// dotnet run --project samples/Device [-- AUTHORITY [CLIENT_ID]]
var authority = new Uri(args.ElementAtOrDefault(0) ?? "http://localhost:5400");
var clientId = args.ElementAtOrDefault(1) ?? "device-sample";

using var http = new HttpClient();
using var ending = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
{
    signal.Cancel = true;
    ending.Cancel();
});

try
{
    var provider = await Provider.DiscoverAsync(http, authority, ending.Token);
    var flow = new DeviceFlow(http, provider, clientId);

    var codes = await flow.BeginAsync("openid profile email", ending.Token);
    Console.WriteLine($"""
        On your telephone or computer, open

            {codes.VerificationUri}

        and type the code

            {codes.UserCode}

        or open {codes.VerificationUriComplete ?? codes.VerificationUri} and compare it.
        Waiting …
        """);

    var tokens = await flow.WaitAsync(codes, ending.Token);
    var person = await provider.PersonAsync(http, tokens.AccessToken, ending.Token);
    Console.WriteLine($"Signed in: {person.Name ?? person.Sub}{(person.Email is null ? "" : $" <{person.Email}>")}");
    return 0;
}
catch (DeviceException refused)
{
    Console.Error.WriteLine($"Not signed in: {refused.Message}");
    return 1;
}
catch (HttpRequestException unreachable)
{
    Console.Error.WriteLine($"{authority} cannot be asked: {unreachable.Message}");
    return 1;
}
catch (OperationCanceledException) when (ending.IsCancellationRequested)
{
    return 130;
}
