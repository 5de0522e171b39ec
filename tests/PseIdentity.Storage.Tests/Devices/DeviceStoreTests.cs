using System.Security.Cryptography;
using System.Text.Json;
using NUnit.Framework;
using PseIdentity.Protocol.Events;
using PseIdentity.Storage.Devices;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Tests.Backends;
using PseIdentity.Storage.Users;

namespace PseIdentity.Storage.Tests.Devices;

[TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class DeviceStoreTests<T> : DatabaseTests<T> where T : IBackend
{
    private DeviceStore Store => Backend.Get<DeviceStore>();

    [Test]
    public async Task A_device_is_new_once_and_known_under_its_newest_cookie()
    {
        var person = await PersonAsync();
        var (first, second) = (Cookie(), Cookie());

        Assert.That(await Store.SeenAsync(Visit(person, null, first)), Is.True);
        Assert.That(await Store.SeenAsync(Visit(person, first, second)), Is.False);

        Assert.That((await Store.FindAsync(person, second, CancellationToken.None))?.IsCurrent, Is.True);
        Assert.That((await Store.FindAsync(person, first, CancellationToken.None))?.IsCurrent, Is.False);
        Assert.That(await Store.FindAsync(person, Cookie(), CancellationToken.None), Is.Null);
        Assert.That(await Store.OfUserAsync(person, CancellationToken.None), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Two_tabs_that_sign_in_at_once_leave_one_device()
    {
        var person = await PersonAsync();
        var first = Cookie();
        await Store.SeenAsync(Visit(person, null, first));

        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Store.SeenAsync(Visit(person, first, Cookie())).AsTask()));

        Assert.That(await Store.OfUserAsync(person, CancellationToken.None), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task People_who_share_a_browser_keep_it_when_one_of_them_signs_in()
    {
        var (one, other) = (await PersonAsync(), await PersonAsync());
        var (first, second, third) = (Cookie(), Cookie(), Cookie());
        await Store.SeenAsync(Visit(one, null, first) with { Trust = Now.AddDays(30) });
        await Store.SeenAsync(Visit(other, first, second));

        await Store.SeenAsync(Visit(other, second, third));

        Assert.That((await Store.FindAsync(one, third, CancellationToken.None))?.TrustedUntil, Is.EqualTo(Now.AddDays(30)));
        Assert.That((await Store.FindAsync(other, third, CancellationToken.None))?.TrustedUntil, Is.Null);
    }

    [Test]
    public async Task Trust_is_kept_until_it_is_taken_back_and_a_device_is_removed_by_its_owner_alone()
    {
        var person = await PersonAsync();
        var (first, second) = (Cookie(), Cookie());
        await Store.SeenAsync(Visit(person, null, first) with { Trust = Now.AddDays(30) });
        await Store.SeenAsync(Visit(person, first, second));
        var device = (await Store.FindAsync(person, second, CancellationToken.None))!;
        Assert.That(device.TrustedUntil, Is.EqualTo(Now.AddDays(30)));

        await Store.DistrustAllAsync(person, CancellationToken.None);
        Assert.That((await Store.FindAsync(person, second, CancellationToken.None))?.TrustedUntil, Is.Null);

        Assert.That(await Store.RemoveAsync(await PersonAsync(), device.Id, Forgotten, CancellationToken.None), Is.False);
        Assert.That(await Store.RemoveAsync(person, device.Id, Forgotten, CancellationToken.None), Is.True);
        Assert.That(await Store.OfUserAsync(person, CancellationToken.None), Is.Empty);
    }

    [Test]
    public async Task What_is_forgotten_is_recorded_with_it_and_nothing_else_is()
    {
        var (person, other) = (await PersonAsync(), await PersonAsync());
        var activity = Backend.Get<ActivityStore>();
        await Store.SeenAsync(Visit(person, null, Cookie()));
        await Store.SeenAsync(Visit(person, null, Cookie()));
        await Store.SeenAsync(Visit(other, null, Cookie()));

        Assert.That(await Store.RemoveAllAsync(person, Forgotten with { UserId = person }, CancellationToken.None), Is.True);
        Assert.That(await Store.RemoveAllAsync(person, Forgotten with { UserId = person }, CancellationToken.None), Is.False);

        Assert.That(await Store.OfUserAsync(person, CancellationToken.None), Is.Empty);
        Assert.That(await Store.OfUserAsync(other, CancellationToken.None), Is.Not.Empty);
        Assert.That((await activity.PageAsync(person, null, 10, CancellationToken.None)).Select(each => each.What.Name), Is.EqualTo(new[] { "device.forgotten" }));
    }

    private static IdentityEvent Forgotten { get; } = new("device.forgotten");

    [Test]
    public async Task Another_device_is_one_that_has_not_expired_and_is_the_persons()
    {
        var (person, other) = (await PersonAsync(), await PersonAsync());
        var (first, second) = (Cookie(), Cookie());
        await Store.SeenAsync(Visit(person, null, first) with { ExpiresAt = Now.AddDays(1) });
        await Store.SeenAsync(Visit(other, null, Cookie()));
        Assert.That(await Store.AnyOtherAsync(person, first, CancellationToken.None), Is.False);

        await Store.SeenAsync(Visit(person, null, second));
        Assert.That(await Store.AnyOtherAsync(person, second, CancellationToken.None), Is.True);
        Backend.Clock.Advance(TimeSpan.FromDays(1));
        Assert.That(await Store.AnyOtherAsync(person, second, CancellationToken.None), Is.False);
    }

    private DateTimeOffset Now => Backend.Clock.GetUtcNow();

    private DeviceVisit Visit(Guid person, byte[]? cookie, byte[] next) => new(person, cookie, next, "Firefox", "192.0.2.1", null, Now.AddDays(365));

    private static byte[] Cookie() => RandomNumberGenerator.GetBytes(32);

    private async Task<Guid> PersonAsync() =>
        (await Backend.Get<UserRegistry>().CreateAsync(new NewAccount { Claims = JsonElement.Parse("{}") }, CancellationToken.None)).Id!.Value;
}
