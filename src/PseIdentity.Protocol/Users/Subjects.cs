using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Hosting;
using PseIdentity.Protocol.Clients;

namespace PseIdentity.Protocol.Users;

/// <summary>
/// Under which name a client knows a person (OpenID Connect Core §8). Public: the same everywhere. Pairwise: one that clients of other sectors cannot
/// join with theirs (§8.1). Whatever tells a client a <c>sub</c>, or hears one from it, asks here.
/// </summary>
/// <remarks>The salt is read before the first request: hosted services start before requests are answered.</remarks>
public sealed class Subjects(IPairwiseSalt store) : IHostedService
{
    private byte[]? salt;

    /// <param name="client">Who is told.</param>
    /// <param name="subject">The person's own, local name.</param>
    public string Of(Client client, string subject) =>
        client.Sector is { } sector ? Pairwise(salt ?? throw new InvalidOperationException("The salt is read at start."), sector, subject) : subject;

    /// <summary>Whether a client that says <paramref name="name"/> means this person.</summary>
    public bool IsNamed(Client client, string name, string subject) => string.Equals(name, Of(client, subject), StringComparison.Ordinal);

    public async Task StartAsync(CancellationToken cancellationToken) => salt = await store.PairwiseSaltAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // §8.1 names SHA-256(sector ‖ sub ‖ salt) as an example; keyed, so that nobody who knows sector and sub can guess. A host holds no NUL, so the parts cannot shift.
    private static string Pairwise(byte[] salt, string sector, string subject) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes($"{sector}\0{subject}")));
}

/// <summary>The installation's secret for pairwise names.</summary>
public interface IPairwiseSalt
{
    /// <summary>Made once, the same on every node, never changed: another salt would make strangers of everybody.</summary>
    ValueTask<byte[]> PairwiseSaltAsync(CancellationToken ct);
}
