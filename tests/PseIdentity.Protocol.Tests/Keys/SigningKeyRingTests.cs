using System.Text;
using System.Text.Json;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Keys;

namespace PseIdentity.Protocol.Tests.Keys;

public sealed class SigningKeyRingTests
{
    [Test]
    public async Task The_first_start_makes_a_key_of_each_algorithm_that_signs_at_once()
    {
        var nodes = new Nodes { Options = { Algorithms = ["RS256", "PS256", "ES256"] } };
        using var ring = await nodes.StartAsync();

        Assert.That(await nodes.StoredAsync(), Has.Count.EqualTo(3));
        foreach (var algorithm in ring.Algorithms)
        {
            var key = ring.Current(algorithm);
            var jws = Jws.Parse(JwtWriter.Sign(key, "JWT", 0, static (_, _) => { }))!;
            Assert.That(jws.IsSignedBy(ring.Find(jws.KeyId!, algorithm)!), Is.True);
            Assert.That(key.KeyId, Is.EqualTo(key.PublicKey.Thumbprint()));
        }
    }

    [Test, Category("OpenID Connect Core §10.1")]
    public async Task The_published_set_has_kid_use_and_alg_of_each_key_and_nothing_private()
    {
        var nodes = new Nodes { Options = { Algorithms = ["RS256", "ES256"] } };
        using var ring = await nodes.StartAsync();

        var keys = JsonDocument.Parse(ring.PublishedJwks).RootElement.GetProperty("keys").EnumerateArray().ToList();

        Assert.That(keys.Select(key => key.GetString("alg")), Is.EqualTo(ring.Algorithms));
        Assert.That(keys.Select(key => key.GetString("kid")), Is.EqualTo(ring.Algorithms.Select(algorithm => ring.Current(algorithm).KeyId)));
        Assert.That(keys.Select(key => key.GetString("use")), Is.All.EqualTo("sig"));
        Assert.That(
            keys.Select(key => string.Join(' ', key.EnumerateObject().Select(member => member.Name))),
            Is.EqualTo((string[])["kty use kid alg n e", "kty use kid alg crv x y"]));
        Assert.That(JwkSet.TryParse(ring.PublishedJwks)!.Keys, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_restart_finds_the_keys_that_are_there()
    {
        var nodes = new Nodes();
        using var before = await nodes.StartAsync();
        nodes.Clock.Advance(TimeSpan.FromDays(1));
        using var after = await nodes.StartAsync();

        Assert.That(after.Current("ES256").KeyId, Is.EqualTo(before.Current("ES256").KeyId));
        Assert.That(after.PublishedJwks, Is.EqualTo(before.PublishedJwks));
        Assert.That(after.Version, Is.EqualTo(before.Version));
    }

    [Test]
    public async Task A_refresh_that_changes_nothing_keeps_key_objects_and_version()
    {
        var nodes = new Nodes();
        using var ring = await nodes.StartAsync();
        var (key, version) = (ring.Current("ES256"), ring.Version);
        var verification = ring.Find(key.KeyId, "ES256");

        await nodes.OnDayAsync(30, ring);

        Assert.That(ring.Current("ES256"), Is.SameAs(key));
        Assert.That(ring.Find(key.KeyId, "ES256"), Is.SameAs(verification));
        Assert.That(ring.Version, Is.EqualTo(version));
    }

    [Test]
    public async Task A_key_answers_only_to_its_own_algorithm()
    {
        var nodes = new Nodes();
        using var ring = await nodes.StartAsync();
        var kid = ring.Current("ES256").KeyId;

        Assert.That(ring.Find(kid, "ES256"), Is.Not.Null);
        Assert.That(ring.Find(kid, "RS256"), Is.Null);
        Assert.That(ring.Find(kid, "none"), Is.Null);
        Assert.That(ring.Find("unknown", "ES256"), Is.Null);
        Assert.That(ring.FindForHint(kid, "HS256"), Is.Null);
    }

    [Test]
    public void Before_the_start_nothing_signs_and_nothing_is_published()
    {
        using var ring = new Nodes().Add();

        Assert.That(() => ring.Current("ES256"), Throws.InvalidOperationException);
        Assert.That(Encoding.UTF8.GetString(ring.PublishedJwks), Is.EqualTo("""{"keys":[]}"""));
    }

    [Test]
    public async Task An_algorithm_that_is_not_set_up_is_named()
    {
        using var ring = await new Nodes().StartAsync();

        Assert.That(() => ring.Current("RS256"), Throws.InvalidOperationException.With.Message.Contains("RS256"));
        Assert.That(async () => await ring.RotateNowAsync("RS256", compromised: false, default), Throws.ArgumentException);
    }

    [Test]
    public async Task A_stored_key_that_cannot_be_read_stops_the_start()
    {
        var nodes = new Nodes();
        using var first = await nodes.StartAsync();
        var stored = (await nodes.StoredAsync())[0] with { Id = "another", Generation = 2 };
        await nodes.Store.TryAddAsync(stored, default);
        using var ring = nodes.Add();

        Assert.That(async () => await ring.InitializeAsync(default), Throws.InvalidOperationException.With.Message.Contains("another"));
    }

    [Test]
    public async Task A_node_whose_clock_is_behind_uses_the_first_key_all_the_same()
    {
        var nodes = new Nodes();
        using var ahead = await nodes.StartAsync();
        nodes.Clock.Set(Nodes.Start - TimeSpan.FromMinutes(5));
        using var behind = await nodes.StartAsync();

        Assert.That(behind.Current("ES256").KeyId, Is.EqualTo(ahead.Current("ES256").KeyId));
        Assert.That(await nodes.StoredAsync(), Has.Count.EqualTo(1));
    }

    [Test]
    public void The_settings_explain_what_is_wrong_with_them()
    {
        Assert.That(new SigningKeyOptions().Problems(), Is.Empty);
        Assert.That(new SigningKeyOptions { Algorithms = ["RS256"] }.Problems().Single(), Does.Contain("must name RS256 and ES256"));
        Assert.That(new SigningKeyOptions { Algorithms = ["ES256"] }.Problems().Single(), Does.Contain("must name RS256 and ES256"));
        Assert.That(new SigningKeyOptions { Algorithms = ["RS256", "ES256", "HS256"] }.Problems().Single(), Does.Contain("HS256"));
        Assert.That(new SigningKeyOptions { Algorithms = ["RS256", "ES256", "ES256"] }.Problems().Single(), Does.Contain("twice"));
        Assert.That(new SigningKeyOptions { ActiveFor = TimeSpan.FromDays(7) }.Problems().Single(), Does.StartWith("AnnouncedFor"));
        Assert.That(new SigningKeyOptions { LongestTokenLifetime = TimeSpan.Zero }.Problems().Single(), Does.StartWith("LongestTokenLifetime"));
        Assert.That(new SigningKeyOptions { RefreshInterval = TimeSpan.Zero }.Problems().Single(), Does.StartWith("RefreshInterval"));
    }
}
