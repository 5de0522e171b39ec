using System.Text.Json;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.SecondFactors;
using PseIdentity.Storage.Codes;
using PseIdentity.Storage.Guesses;

namespace PseIdentity.Server.Recovery;

/// <summary>What became of a request.</summary>
/// <param name="Page">The page that waits for the mail's code; null where the address asked too often.</param>
/// <param name="Until">Until when nothing from there is heard.</param>
internal readonly record struct Asked(string? Page, DateTimeOffset? Until = null);

/// <summary>A page that waits for the code of a mail.</summary>
/// <param name="ResendAt">When the mail may be sent once more; null where it may not any more.</param>
internal sealed record WaitingPage(string Identifier, string? Pending, DateTimeOffset? ResendAt);

/// <summary>A code of a mail, typed on the page that waits for it.</summary>
/// <param name="Token">The link that it stands for; null when it is not right.</param>
internal readonly record struct TypedMailCode(string? Token, string? Pending);

/// <summary>
/// Takes requests for help. Nobody is looked up here: known and unknown names cost the same statements and bring the same answer,
/// and whoever is meant is found later, by <see cref="RecoveryDelivery"/>.
/// </summary>
internal sealed class RecoveryRequests(CodeStore codes, GuessStore limits, ProtocolCookies cookies, IOutboxStore outbox, OutboxSignal signal, IOptions<RecoveryOptions> options, TimeProvider clock)
{
    public const int CodeDigits = 8;

    private const int MostTries = 5;
    private const int MostSent = 5;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <param name="pending">The sign-in that the person came from.</param>
    public Task<Asked> AskAsync(HttpContext context, string way, string identifier, string? pending, CancellationToken ct) =>
        AskAsync(context, way, RandomId.Of128Bits(), identifier, pending, ct);

    /// <summary>Sends the mail once more, with another link and another code; the code before works no more.</summary>
    public async Task<Asked> AskAgainAsync(HttpContext context, string way, string page, CancellationToken ct)
    {
        if (await FindAsync(context, way, page, ct) is not { } waiting || waiting.ResendAt is null || waiting.ResendAt > clock.GetUtcNow())
            return new Asked(page);
        return await AskAsync(context, way, page, waiting.Identifier, waiting.Pending, ct);
    }

    /// <summary>The page; null when it is another browser's, or its mail has expired.</summary>
    public async ValueTask<WaitingPage?> FindAsync(HttpContext context, string way, string page, CancellationToken ct)
    {
        if (cookies.FindBrowser(context) is not { } browser || await codes.FindAsync(PurposeOf(way), RecoveryKeys.OfPage(page, browser), ct) is not { } code)
            return null;
        var asked = Read(code);
        return new WaitingPage(asked.Identifier, asked.Pending, code.Sent >= MostSent ? null : code.ResendAt ?? clock.GetUtcNow());
    }

    /// <summary>Compares what was typed, and uses it up.</summary>
    public async Task<TypedMailCode> TryCodeAsync(HttpContext context, string way, string page, string digits)
    {
        if (cookies.FindBrowser(context) is not { } browser)
            return default;
        var key = RecoveryKeys.OfPage(page, browser);
        if (await codes.TryUseAsync(PurposeOf(way), key, TypedCode.Hash(key, digits), MostTries) is not { } code)
            return default;
        var asked = Read(code);
        return new TypedMailCode(asked.Token, asked.Pending);
    }

    private async Task<Asked> AskAsync(HttpContext context, string way, string page, string identifier, string? pending, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var from = AddressHash.Of(context.Connection.RemoteIpAddress);
        if (await limits.ReserveAsync("recover-from", from, new GuessLimit(options.Value.RequestsPerAddress, Hour, Hour), now) is { Allowed: false, LockedUntil: var until })
            return new Asked(null, until ?? now);

        var (token, digits) = (RandomId.Of256Bits(), TypedCode.NewDigits(CodeDigits));
        var key = RecoveryKeys.OfPage(page, cookies.FindOrSetBrowser(context));
        var stored = await codes.TrySendAsync(new NewCode
        {
            Purpose = PurposeOf(way),
            Key = key,
            SecretHash = TypedCode.Hash(key, digits),
            Data = JsonSerializer.Serialize(new AskedPage(identifier, token, pending), RecoveryJson.Default.AskedPage),
            ResendAt = now + options.Value.ResendAfter,
            ExpiresAt = now + options.Value.LinkLifetime,
        }, MostSent, ct);

        if (stored)
            await EnqueueAsync(context, new RecoveryRequest { Way = way, Identifier = identifier, Token = token, Code = digits, Page = page, AskedAt = now });
        return new Asked(page);
    }

    private async Task EnqueueAsync(HttpContext context, RecoveryRequest request)
    {
        var caller = Caller.Of(context, null);
        var body = JsonSerializer.Serialize(request with { Address = caller.Address, UserAgent = caller.UserAgent, Device = caller.Device }, RecoveryJson.Default.RecoveryRequest);
        await outbox.EnqueueAsync(new OutboxMessage(RecoveryDelivery.RecoveryKind, body), CancellationToken.None);
        signal.Wake();
    }

    private static AskedPage Read(Code code) => JsonSerializer.Deserialize(code.Data ?? "null", RecoveryJson.Default.AskedPage) ?? throw new JsonException("A page of recovery keeps nothing.");

    private static string PurposeOf(string way) => "recover-code-" + way;
}
