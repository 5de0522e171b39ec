using System.Text.Json;

namespace PseIdentity.Server.Accounts;

internal sealed class Account
{
    public required Guid Id { get; init; }
    public required string Subject { get; init; }
    public required int Stamp { get; init; }
    public required bool Active { get; init; }
    public required JsonElement Claims { get; init; }
    public required bool MustChangePassword { get; init; }
    public Credential? Password { get; init; }
    public Credential? Totp { get; init; }
    public string? PreferredUsername => Claim("preferred_username");
    public string? Claim(string name) => Claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

internal sealed class Credential
{
    public required Guid Id { get; init; }
    public required byte[] Secret { get; init; }
    public string SecretText() => System.Text.Encoding.UTF8.GetString(Secret);
}

internal interface IAccounts
{
    ValueTask<Account?> FindByIdentifierAsync(string identifier, CancellationToken ct);
    ValueTask<Account?> FindAsync(Guid id, CancellationToken ct);
    ValueTask<bool> TryRehashPasswordAsync(Credential password, string hash, CancellationToken ct);
    ValueTask<bool> TryChangePasswordAsync(Account account, string hash, CancellationToken ct);
    ValueTask<bool> TryUseTotpStepAsync(Guid credentialId, long step, DateTimeOffset now, CancellationToken ct);
}

internal interface IGuesses
{
    ValueTask<DateTimeOffset?> ReserveAsync(string purpose, byte[] account, CancellationToken ct);
    ValueTask ForgetAsync(string purpose, byte[] account, CancellationToken ct);
}
