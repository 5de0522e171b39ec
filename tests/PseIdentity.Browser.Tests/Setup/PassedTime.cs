using Microsoft.Data.Sqlite;

namespace PseIdentity.Browser.Tests.Setup;

/// <summary>What takes days or months is there at once: times that the demo's provider keeps are set back.</summary>
internal sealed class PassedTime(string database)
{
    private static long LongAgo => DateTimeOffset.UtcNow.AddYears(-1).ToUnixTimeMilliseconds();

    /// <summary>Everybody of the organisation has had the same password for a year.</summary>
    public Task SincePasswordsAsync(string organization) =>
        RunAsync("UPDATE users SET password_changed_at = $time, created_at = $time WHERE organization = $who", LongAgo, organization);

    /// <summary>The wait of somebody who has lost every factor is over.</summary>
    public Task SinceFactorsWereLostAsync(Person person) =>
        RunAsync("UPDATE codes SET not_before = $time WHERE purpose = 'factor-wait' AND user_id = (SELECT user_id FROM identifiers WHERE value = $who)", LongAgo, person.UserName);

    private async Task RunAsync(string statement, long time, string who)
    {
        await using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        command.Parameters.AddWithValue("$time", time);
        command.Parameters.AddWithValue("$who", who);
        if (await command.ExecuteNonQueryAsync() == 0)
            throw new InvalidOperationException($"Nothing is kept about {who}.");
    }
}
