using NUnit.Framework;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Tests.Backends;
using PseIdentity.Storage.Users;

namespace PseIdentity.Storage.Tests.Users;

/// <summary>Who has a telephone number, on both databases.</summary>
[TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class PhoneNumberTests<T> : DatabaseTests<T> where T : IBackend
{
    private UserStore Store => Backend.Get<UserStore>();

    [Test]
    public async Task Everybody_with_a_verified_number_is_found_by_it_and_nobody_else()
    {
        var number = "+1555" + Random.Shared.Next(1_000_000, 9_999_999);
        var one = await AddAsync(number, verified: true);
        var other = await AddAsync(number, verified: true);
        await AddAsync(number, verified: false);
        await Backend.AddUserAsync($$"""{"preferred_username":"{{number}}"}""");

        Assert.That((await Store.AllByPhoneAsync(number, CancellationToken.None)).Select(each => each.Id), Is.EquivalentTo(new[] { one, other }));
        Assert.That(await Store.AllByPhoneAsync("+15550000", CancellationToken.None), Is.Empty);
    }

    [Test]
    public async Task Another_number_is_found_and_the_former_is_not()
    {
        var (former, number) = ("+1556" + Random.Shared.Next(1_000_000, 9_999_999), "+1557" + Random.Shared.Next(1_000_000, 9_999_999));
        var person = await AddAsync(former, verified: true);
        await Backend.Get<OwnerEdits>().ChangeClaimsAsync(person, new Dictionary<string, System.Text.Json.Nodes.JsonNode?> { ["phone_number"] = number }, ChangeRecord.Of(new("phone.changed", person)), CancellationToken.None);

        Assert.That(await Store.AllByPhoneAsync(former, CancellationToken.None), Is.Empty);
        Assert.That((await Store.AllByPhoneAsync(number, CancellationToken.None)).Single().Id, Is.EqualTo(person));
    }

    private async Task<Guid> AddAsync(string number, bool verified) =>
        (await Backend.AddUserAsync($$"""{"phone_number":"{{number}}","phone_number_verified":{{(verified ? "true" : "false")}}}""")).Id;
}
