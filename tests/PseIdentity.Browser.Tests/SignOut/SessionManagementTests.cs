using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NUnit.Framework;
using PseIdentity.Browser.Tests.Setup;
using PseIdentity.Testing.Http;

namespace PseIdentity.Browser.Tests.SignOut;

/// <summary>Where it is switched on, an application asks our frame whether the sign-in has changed (OpenID Connect Session Management).</summary>
public sealed class SessionManagementTests : Journey
{
    private const string Secret = "watching-app-secret-of-over-32-characters";

    [Test, Category("Session Management §3.2")]
    public async Task The_frame_says_unchanged_until_the_person_has_signed_out()
    {
        var data = Directory.CreateTempSubdirectory("pse-identity-sessions-");
        try
        {
            var provider = new Uri($"http://localhost:{RunningDemo.FreePorts(1)[0]}");
            await using var app = await OpenAsync(provider);
            var callback = $"http://localhost:{new Uri(app.Urls.Single()).Port}/callback";
            var alice = People.Alice();
            var file = Path.Combine(data.FullName, "installation.json");
            await File.WriteAllTextAsync(file, Installation(alice, callback).ToJsonString());
            await using var program = ProgramProcess.Start(Repository.ProviderProgram, "--urls", provider.GetLeftPart(UriPartial.Authority), "--environment", "Development",
                "--Data:Directory", data.FullName, "--Provisioning:File", file, "--Sessions:Management", "true", "--SignIn:VerifyEmail", "false");
            await program.WaitForAsync("Now listening on");

            await WatchAsync(provider, callback, alice);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private async Task WatchAsync(Uri provider, string callback, Person person)
    {
        using var party = new RelyingParty(provider, "watching-app", Secret, callback, "openid");
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.GoAsync(provider, party.AuthorizeQuery());
        await visitor.EnterPasswordAsync(person);
        await visitor.IsOnAsync("watching-app");
        var watching = visitor.Page;
        await watching.WaitForLoadStateAsync(Microsoft.Playwright.LoadState.Load);
        var state = System.Web.HttpUtility.ParseQueryString(new Uri(watching.Url).Query)["session_state"];
        Assert.That(state, Is.Not.Null);

        Assert.That(await AnswerAsync($"watching-app {state}"), Is.EqualTo("unchanged"));
        Assert.That(await AnswerAsync($"another-app {state}"), Is.EqualTo("changed"));
        Assert.That(await AnswerAsync("nonsense"), Is.EqualTo("error"));

        await visitor.OpenTabAsync();
        await visitor.GoAsync(provider, "/account");
        await visitor.PressAsync("sign-out");
        await visitor.IsOnAsync("logged-out");
        Assert.That(await AnswerAsync($"watching-app {state}"), Is.EqualTo("changed"));

        await visitor.GoAsync(provider, party.AuthorizeQuery());
        await visitor.EnterPasswordAsync(person);
        await visitor.IsOnAsync("watching-app");
        Assert.That(await AnswerAsync($"watching-app {state}"), Is.EqualTo("changed"), "a new sign-in is another state");

        Task<string> AnswerAsync(string message) => watching.EvaluateAsync<string>("message => ask(message)", message);
    }

    // As small as a page that watches can be (§3.1).
    private static async Task<WebApplication> OpenAsync(Uri provider)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var origin = provider.GetLeftPart(UriPartial.Authority);
        app.MapGet("/callback", context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.WriteAsync($$"""
                <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Watching app</title><link rel="icon" href="data:,"></head>
                <body data-page="watching-app"><iframe id="op" title="Provider" src="{{origin}}/check-session" hidden></iframe><script>
                function ask(message) {
                  return new Promise((resolve, reject) => {
                    setTimeout(() => reject(new Error('The frame is silent.')), 10000);
                    addEventListener('message', event => { if (event.origin === '{{origin}}') resolve(event.data); }, { once: true });
                    document.getElementById('op').contentWindow.postMessage(message, '{{origin}}');
                  });
                }
                </script></body></html>
                """);
        });
        await app.StartAsync();
        return app;
    }

    private static JsonObject Installation(Person person, string callback) => new()
    {
        ["clients"] = new JsonArray(new JsonObject
        {
            ["client_id"] = "watching-app",
            ["client_secret"] = Secret,
            ["redirect_uris"] = new JsonArray(callback),
            ["scope"] = "openid",
            ["consent"] = "implicit",
        }),
        ["users"] = new JsonArray(new JsonObject
        {
            ["preferred_username"] = person.UserName,
            ["email"] = person.Email,
            ["password"] = person.Password,
        }),
    };
}
