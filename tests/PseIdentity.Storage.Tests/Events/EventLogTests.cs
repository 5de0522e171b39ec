using NUnit.Framework;
using PseIdentity.Protocol.Events;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Sql;
using PseIdentity.Storage.Tests.Backends;

namespace PseIdentity.Storage.Tests.Events;

[TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class EventLogTests<T> : DatabaseTests<T> where T : IBackend
{
    private static readonly Statement All = new("SELECT name, user_id, client_id, address, data, at FROM events ORDER BY id");

    [Test]
    public async Task Events_are_written_with_what_is_known_of_them()
    {
        var log = Backend.Get<EventLog>();
        var user = Guid.CreateVersion7();
        log.Record(new IdentityEvent("signin.succeeded", user, "portal", Address: "192.0.2.1", Data: new Dictionary<string, string> { ["amr"] = "pwd" }));
        Backend.Clock.Advance(TimeSpan.FromMilliseconds(1));
        log.Record(new IdentityEvent("key.made"));

        await log.FlushAsync();

        var rows = await Backend.Get<IDatabase>().ListAsync(All.With(),
            row => (row.Text(0), row.IdOrNull(1), row.TextOrNull(2), row.TextOrNull(3), row.TextOrNull(4)), CancellationToken.None);
        Assert.That(rows, Is.EqualTo(((string, Guid?, string?, string?, string?)[])
        [
            ("signin.succeeded", user, "portal", "192.0.2.1", """{"amr":"pwd"}"""),
            ("key.made", null, null, null, null),
        ]));
    }

    [Test]
    public async Task What_waits_when_the_program_stops_is_written()
    {
        await using var node = Backend.AnotherNode();
        var log = node.Get<EventLog>();
        await log.StartAsync(CancellationToken.None);
        log.Record(new IdentityEvent("program.stopped"));

        await log.StopAsync(CancellationToken.None);

        Assert.That(await node.Get<IDatabase>().FirstAsync(
            new Statement("SELECT count(*) FROM events WHERE name = 'program.stopped'").With(), row => row.Number(0), CancellationToken.None), Is.EqualTo(1));
    }
}
