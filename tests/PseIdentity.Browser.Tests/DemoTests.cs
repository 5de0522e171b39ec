using System.Net;
using System.Net.Sockets;
using NUnit.Framework;
using PseIdentity.Browser.Tests.Setup;

namespace PseIdentity.Browser.Tests;

/// <summary>The demo as a program: what it starts, what it says, and that nothing of it stays behind.</summary>
public sealed class DemoTests
{
    [Test]
    public async Task It_says_what_to_open_and_Ctrl_C_ends_all_of_it()
    {
        await using var demo = await RunningDemo.StartAsync(Repository.DemoFile);
        await demo.Program.WaitForAsync("Ctrl+C ends everything");
        using var http = new HttpClient();
        Assert.That(await http.GetStringAsync(demo.Portal), Does.Contain("id=\"sign-in\""));
        var children = demo.Program.Children();
        Assert.That(children, Has.Count.EqualTo(6));
        Assert.That(demo.Program.Output, Does.Contain(demo.Portal.GetLeftPart(UriPartial.Authority)).And.Contain("alice").And.Contain("Correct-Horse-7-Battery")
            .And.Contain(demo.Company.GetLeftPart(UriPartial.Authority)).And.Contain("dave@acme.example"));

        await demo.Program.InterruptAsync();

        Assert.That(demo.Program.ExitCode, Is.Zero, demo.Program.Output);
        Assert.That(children.Where(child => Directory.Exists($"/proc/{child}")), Is.Empty);
        Assert.That(demo.Program.Output, Does.Contain("Everything has ended."));
    }

    [Test]
    public async Task A_port_that_is_taken_is_named_with_its_option()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = ((IPEndPoint)other.LocalEndpoint).Port;
        var free = RunningDemo.FreePorts(5);

        await using var demo = ProgramProcess.Start(Repository.DemoProgram, RunningDemo.Options([free[0], taken, free[1], free[2], free[3], free[4]]));
        await demo.WaitForExitAsync();

        Assert.That(demo.ExitCode, Is.EqualTo(1));
        Assert.That(demo.Output, Does.Contain($"Port {taken} of the payments portal is taken").And.Contain("--portal-port"));
    }
}
