namespace PseIdentity.Protocol.Clients;

/// <summary>Seconds, within what makes sense.</summary>
internal static class NumberRules
{
    public static IEnumerable<BrokenRule> Check(ClientMetadata client)
    {
        (string Member, int? Value, int Least, int Most)[] numbers =
        [
            ("default_max_age", client.DefaultMaxAge, 0, 31_536_000),
            ("access_token_lifetime", client.AccessTokenLifetime, 30, 86_400),
            ("id_token_lifetime", client.IdTokenLifetime, 30, 86_400),
            ("refresh_retry_seconds", client.RefreshRetrySeconds, 0, 3_600),
        ];
        foreach (var (member, value, least, most) in numbers)
            if (value < least || value > most)
                yield return new(member, "number.range", $"{member} is between {least} and {most} seconds.");
    }
}
