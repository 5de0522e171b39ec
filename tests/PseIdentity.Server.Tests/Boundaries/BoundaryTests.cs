using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Protocol;
using PseIdentity.Storage;

namespace PseIdentity.Server.Tests.Boundaries;

public sealed class BoundaryTests
{
    private static readonly string[] Forbidden =
        ["Microsoft.EntityFrameworkCore", "Microsoft.AspNetCore.Mvc", "Microsoft.AspNetCore.Razor", "Microsoft.AspNetCore.Identity", "Microsoft.Extensions.Identity", "Microsoft.Data", "Npgsql"];

    [Test]
    public void The_protocol_knows_no_database_no_pages_and_no_accounts()
    {
        var references = typeof(Issuer).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!);

        Assert.That(references.Where(name => Forbidden.Any(forbidden => name.StartsWith(forbidden, StringComparison.Ordinal))), Is.Empty);
    }

    [Test]
    public void Storage_knows_no_pages()
    {
        var references = typeof(StorageOptions).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!);

        Assert.That(references.Where(name => name.StartsWith("Microsoft.AspNetCore.Mvc", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void Pages_have_no_DbContext()
    {
        var models = typeof(ProviderHost).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(PageModel))).ToList();

        Assert.That(models, Is.Not.Empty);
        Assert.That(models.Where(model => Uses(model, typeof(DbContext))), Is.Empty);
    }

    [Test]
    public void Every_page_checks_that_a_form_is_ours()
    {
        var careless = typeof(ProviderHost).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(PageModel)))
            .Where(type => type.GetMethods().Any(method => method.Name.StartsWith("OnPost", StringComparison.Ordinal)))
            .Where(type => type.GetCustomAttributes<IgnoreAntiforgeryTokenAttribute>(inherit: true).Any());

        Assert.That(careless, Is.Empty);
    }

    [Test]
    public async Task Every_route_has_a_rate_limit_but_health()
    {
        await using var provider = await RunningProvider.StartAsync();

        var unlimited = provider.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<EnableRateLimitingAttribute>() is null).Select(endpoint => endpoint.RoutePattern.RawText);

        Assert.That(unlimited, Is.EquivalentTo(new[] { "/healthz/live", "/healthz/ready" }));
    }

    private static bool Uses(Type model, Type what) =>
        model.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance).SelectMany(constructor => constructor.GetParameters())
            .Any(parameter => parameter.ParameterType.IsAssignableTo(what));
}
