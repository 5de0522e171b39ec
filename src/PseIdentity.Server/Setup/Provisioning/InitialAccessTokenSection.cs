using System.Text.Json;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Registration;
using PseIdentity.Storage.Registration;

namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>Reads <c>initial_access_tokens</c>: who may register clients, and as what (RFC 7591 §3).</summary>
internal static class InitialAccessTokenSection
{
    public static IReadOnlyList<Desired<InitialAccessToken>> Read(JsonElement document, FileReading reading) =>
    [
        .. reading.Items(document, "initial_access_tokens", "name", Shape)
            .Select(item => Read(FileReading.Read(item.Value, ProvisioningJson.Default.ProvisionedInitialAccessToken), item.Path, reading)),
    ];

    // Besides its own shape, what a policy sets is client metadata.
    private static IEnumerable<ProvisioningMistake> Shape(JsonElement token, string path)
    {
        foreach (var mistake in JsonShape.CheckObject(token, path, [ProvisioningJson.Default.ProvisionedInitialAccessToken]))
            yield return mistake;
        if (token.ValueKind != JsonValueKind.Object || !token.TryGetProperty("policy", out var policy) || policy.ValueKind != JsonValueKind.Object)
            yield break;
        foreach (var member in policy.EnumerateObject().Where(member => member.Name is "defaults" or "force"))
            foreach (var mistake in JsonShape.CheckObject(member.Value, JsonPath.Member(JsonPath.Member(path, "policy"), member.Name), [ClientMetadataJson.Default.ClientMetadata]))
                yield return mistake;
    }

    private static Desired<InitialAccessToken> Read(ProvisionedInitialAccessToken token, string path, FileReading reading)
    {
        if (token.Name.Length is 0 or > 200)
            reading.Mistake(JsonPath.Member(path, "name"), "has 1 to 200 characters.");
        if (reading.IsAbsent(token, path))
            return new(path, token.Name, null);

        var before = reading.Mistakes.Count;
        var secret = reading.Secret(token.Token, path, "token");
        if (reading.Mistakes.Count == before && secret is not { Length: >= ClientMetadataRules.ShortestSecret })
            reading.Mistake(JsonPath.Member(path, "token"), $"has at least {ClientMetadataRules.ShortestSecret} random characters.");
        if (token.Uses < 1)
            reading.Mistake(JsonPath.Member(path, "uses"), "is 1 or more; leave it out for any number.");
        if (token.ExpiresAt is < 1 or > 253_402_300_799)
            reading.Mistake(JsonPath.Member(path, "expires_at"), "is a time in seconds since 1970.");
        if (token.Policy is { Allow.Scope: { } scope } && scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(name => !reading.Known.Scopes.Contains(name)) is { } unknown)
            reading.Mistake(JsonPath.Member(JsonPath.Member(JsonPath.Member(path, "policy"), "allow"), "scope"), $"'{unknown}' is no scope of this installation; define it under scopes.");
        var expiresAt = token.ExpiresAt is > 0 and <= 253_402_300_799 and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : (DateTimeOffset?)null;
        return new(path, token.Name, new InitialAccessToken(token.Name, expiresAt, token.Uses, token.Policy ?? RegistrationPolicy.None), secret);
    }
}
