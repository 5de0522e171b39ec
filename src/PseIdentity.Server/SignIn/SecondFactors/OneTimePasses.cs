using System.Security.Cryptography;
using PseIdentity.Protocol.Events;
using PseIdentity.Storage.Codes;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.SecondFactors;

/// <summary>Passes that the help desk gives to somebody who has lost a factor: each works once, for an hour, and only beside the password.</summary>
internal sealed class OneTimePasses(CodeStore codes, IEventLog events, TimeProvider clock)
{
    /// <summary>40 bits, guessed at five times.</summary>
    public const int Length = 8;

    private const string Purpose = "one-time-pass";
    private const int MostTries = 5;

    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>A new pass, to be told to the person; the one from before works no more.</summary>
    /// <param name="by">Who gives it, for the record.</param>
    public async Task<string> IssueAsync(Account person, Caller caller, string? by, CancellationToken ct)
    {
        var pass = TypedCode.NewLetters(Length);
        var key = KeyOf(person);
        await codes.RemoveAsync(Purpose, key, ct);
        await codes.TrySendAsync(new NewCode
        {
            Purpose = Purpose,
            Key = key,
            SecretHash = TypedCode.Hash(key, pass),
            UserId = person.Id,
            ExpiresAt = clock.GetUtcNow() + Lifetime,
        }, int.MaxValue, ct);
        events.Record(caller.Event("one-time-pass.issued", person.Id, data: by is null ? null : new Dictionary<string, string> { ["by"] = by }));
        return TypedCode.Grouped(pass);
    }

    public async ValueTask<bool> HasAsync(Account person, CancellationToken ct) => await codes.FindAsync(Purpose, KeyOf(person), ct) is { Tries: < MostTries };

    /// <summary>Uses it up; false when it is wrong, or there is none.</summary>
    public async Task<bool> TryUseAsync(Account person, string pass) =>
        KeyOf(person) is var key && await codes.TryUseAsync(Purpose, key, TypedCode.Hash(key, pass), MostTries) is not null;

    private static byte[] KeyOf(Account person) => SHA256.HashData(person.Id.ToByteArray());
}
