using System.Text.Json;
using NUnit.Framework;
using PseIdentity.Storage.Tests.Backends;
using PseIdentity.Storage.Users;

namespace PseIdentity.Storage.Tests.Users;

/// <summary>Former passwords.</summary>
[TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class PasswordHistoryTests<T> : DatabaseTests<T> where T : IBackend
{
    private Guid person;

    private PasswordHistory History => Backend.Get<PasswordHistory>();

    private UserRegistry Registry => Backend.Get<UserRegistry>();

    [SetUp]
    public async Task Begin()
    {
        var account = new NewAccount { Claims = JsonElement.Parse($$"""{"preferred_username":"n{{Guid.NewGuid():N}}"}"""), PasswordHash = "hash 0" };
        person = (await Registry.CreateAsync(account, default)).Id ?? throw new InvalidOperationException("Nobody was created.");
    }

    [Test]
    public async Task The_passwords_that_were_replaced_last_come_first_and_the_current_one_not_at_all()
    {
        Assert.That(await History.LatestAsync(person, 5, default), Is.Empty);
        await ReplaceAsync(from: 1, to: 3);
        await Registry.ResetPasswordAsync(person, "hash 4", mustChange: true, default);

        Assert.That(await History.LatestAsync(person, 3, default), Is.EqualTo(new[] { "hash 3", "hash 2", "hash 1" }));
        Assert.That(await History.LatestAsync(Guid.NewGuid(), 3, default), Is.Empty);
    }

    [Test]
    public async Task What_is_not_asked_about_any_more_is_forgotten()
    {
        await ReplaceAsync(from: 1, to: 6);
        await History.ForgetAllButAsync(person, 2, default);

        Assert.That(await History.LatestAsync(person, 10, default), Is.EqualTo(new[] { "hash 5", "hash 4" }));

        await History.ForgetAllButAsync(person, 0, default);
        Assert.That(await History.LatestAsync(person, 10, default), Is.Empty);
    }

    [Test]
    public async Task Never_more_than_two_dozen_are_kept()
    {
        await ReplaceAsync(from: 1, to: 30);

        Assert.That(await History.LatestAsync(person, 100, default), Has.Count.EqualTo(PasswordHistory.Most).And.ItemAt(0).EqualTo("hash 29"));
    }

    [Test]
    public async Task They_go_with_the_person()
    {
        await ReplaceAsync(from: 1, to: 2);
        await Registry.RemoveAsync(person, default);

        Assert.That(await History.LatestAsync(person, 10, default), Is.Empty);
    }

    private async Task ReplaceAsync(int from, int to)
    {
        for (var i = from; i <= to; i++)
        {
            Backend.Clock.Advance(TimeSpan.FromMinutes(1));
            await Registry.SetPasswordAsync(person, $"hash {i}", mustChange: false, default);
        }
        Backend.Clock.Advance(TimeSpan.FromMinutes(1));
    }
}
