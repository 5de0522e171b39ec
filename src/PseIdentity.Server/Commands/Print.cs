using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PseIdentity.Server.Federation;
using PseIdentity.Server.Setup.Provisioning;
using PseIdentity.Storage.IdentityProviders;
using PseIdentity.Storage.Logout;
using PseIdentity.Storage.Organizations;

namespace PseIdentity.Server.Commands;

/// <summary>How commands write: lines for people, JSON for scripts.</summary>
internal static class Print
{
    public static async Task ListAsync<T>(ParseResult parsed, IReadOnlyList<T> items, string whenEmpty, Func<T, string> line, JsonTypeInfo<IReadOnlyList<T>> json)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Offline.Json))
            await output.WriteLineAsync(JsonSerializer.Serialize(items, json));
        else if (items.Count == 0)
            await output.WriteLineAsync(whenEmpty);
        else
            foreach (var item in items)
                await output.WriteLineAsync(line(item));
    }

    public static async Task JsonAsync<T>(ParseResult parsed, T item, JsonTypeInfo<T> json) =>
        await parsed.InvocationConfiguration.Output.WriteLineAsync(JsonSerializer.Serialize(item, json));

    public static async Task OneAsync<T>(ParseResult parsed, T item, string line, JsonTypeInfo<T> json) =>
        await parsed.InvocationConfiguration.Output.WriteLineAsync(parsed.GetValue(Offline.Json) ? JsonSerializer.Serialize(item, json) : line);
}

/// <summary>A link that was made.</summary>
internal sealed record Invitation(string Url);

/// <summary>What a command did to something.</summary>
internal sealed record Done(string What);

/// <summary>A pass that was given to somebody.</summary>
internal sealed record GivenPass(string Pass);

/// <summary>The window of maintenance; empty without one.</summary>
internal sealed record ShownMaintenance(DateTimeOffset? From, DateTimeOffset? Until, string? Message);

/// <summary>What was removed from an account.</summary>
internal sealed record RemovedFactors(IReadOnlyList<string> Removed);

/// <summary>A client in the list.</summary>
internal sealed record ListedClient(string ClientId, string? ClientName, bool Enabled, int Secrets);

/// <summary>A provider upstream in the list.</summary>
internal sealed record ListedProvider(string Name, string DisplayName, string Protocol, string Authority, bool Enabled);

/// <summary>A client's new secret, and when those before it stop working.</summary>
internal sealed record RotatedSecret(string ClientId, string ClientSecret, DateTimeOffset FormerUntil);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<ListedClient>))]
[JsonSerializable(typeof(IReadOnlyList<ListedProvider>))]
[JsonSerializable(typeof(IReadOnlyList<SetupFinding>))]
[JsonSerializable(typeof(IdentityProvider))]
[JsonSerializable(typeof(IReadOnlyList<LogoutDelivery>))]
[JsonSerializable(typeof(IReadOnlyList<ProvisioningChange>))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(IReadOnlyList<ListedOrganization>))]
[JsonSerializable(typeof(ShownOrganization))]
[JsonSerializable(typeof(ExplainedSignIn))]
[JsonSerializable(typeof(TxtRecord))]
[JsonSerializable(typeof(Invitation))]
[JsonSerializable(typeof(RotatedSecret))]
[JsonSerializable(typeof(Done))]
[JsonSerializable(typeof(GivenPass))]
[JsonSerializable(typeof(RemovedFactors))]
[JsonSerializable(typeof(ShownMaintenance))]
internal sealed partial class CommandJson : JsonSerializerContext;
