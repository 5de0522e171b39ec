using System.Runtime.InteropServices;
using Demo;
using Demo.Processes;

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine(DemoOptions.Usage);
    return 0;
}

var (options, mistake) = DemoOptions.Parse(args);
if (options is null)
    return Fail(mistake + Environment.NewLine + Environment.NewLine + DemoOptions.Usage);

var checkout = new Checkout(options);
var provisioning = Provisioning.Read(checkout.ProvisioningFile);

if (options.CodeFor is { } name)
{
    if (provisioning.People.FirstOrDefault(person => person.Name == name)?.TotpSecret is not { } secret)
        return Fail($"{checkout.Short(checkout.ProvisioningFile)} has nobody called '{name}' with an authenticator.");
    Console.WriteLine(AuthenticatorCode.At(DateTimeOffset.UtcNow, secret));
    return 0;
}

var taken = options.Addresses().Where(address => !Ports.IsFree(address.Port)).ToList();
if (taken.Count > 0)
    return Fail(string.Join(Environment.NewLine, taken.Select(address =>
        $"Port {address.Port} of the {address.Program} is taken by another program. Choose another one with {address.Option} PORT.")));

if (options.Fresh)
    checkout.EmptyData();
Directory.CreateDirectory(checkout.Logs);
provisioning = provisioning.For(options, Path.Combine(checkout.Data, "demo.json"));
var company = Provisioning.Read(checkout.CompanyFile).For(options, Path.Combine(checkout.Data, "company.json"));

using var ending = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using var hungUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, End);

using var household = new Household(checkout);
return await household.RunAsync(Programs.Of(options, checkout, provisioning, company), () => Welcome.Print(options, checkout, provisioning, company), ending.Token);

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    ending.Cancel();
}

static int Fail(string message)
{
    Console.Error.WriteLine(message);
    return 1;
}
