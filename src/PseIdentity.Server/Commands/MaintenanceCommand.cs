using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using PseIdentity.Protocol.Events;
using PseIdentity.Storage.Maintenance;

namespace PseIdentity.Server.Commands;

/// <summary><c>maintenance announce</c>, <c>begin</c>, <c>end</c>, <c>show</c>.</summary>
internal static class MaintenanceCommand
{
    private const int LongestMessage = 300;

    public static Command Create(string[] settings) => new("maintenance", "A time in which nobody signs in, told to people ahead. Tokens and key discovery go on working. Every node follows within seconds.")
    {
        Announce(settings), Begin(settings), End(settings), Show(settings),
    };

    private static Command Announce(string[] settings)
    {
        var (from, until, message) = (Time("--from", "When it begins, such as 2026-12-01T22:00Z or 2026-12-01T22:00+01:00."), Until(), Message());
        from.Required = true;
        var command = new Command("announce", "Shows the window on the sign-in page; it begins and ends by itself.") { from, until, message, Offline.Json };
        command.SetAction((parsed, ct) => SetAsync(settings, parsed, "maintenance.announced", now => Checked(parsed.GetRequiredValue(from), parsed.GetRequiredValue(until), parsed.GetValue(message), now), ct));
        return command;
    }

    private static Command Begin(string[] settings)
    {
        var (until, message) = (Until(), Message());
        var command = new Command("begin", "Begins now. Again with another --until: lasts longer, or ends earlier.") { until, message, Offline.Json };
        command.SetAction((parsed, ct) => SetAsync(settings, parsed, "maintenance.began", now => Checked(now, parsed.GetRequiredValue(until), parsed.GetValue(message), now), ct));
        return command;
    }

    private static Command End(string[] settings)
    {
        var command = new Command("end", "Ends it now, or takes the announcement back.") { Offline.Json };
        command.SetAction((parsed, ct) => SetAsync(settings, parsed, "maintenance.ended", _ => null, ct));
        return command;
    }

    private static Command Show(string[] settings)
    {
        var command = new Command("show", "Prints the window that is announced or lasts.") { Offline.Json };
        command.SetAction((parsed, ct) => Offline.RunAsync(settings, async services =>
            await PrintAsync(parsed, await services.GetRequiredService<MaintenanceStore>().FindAsync(ct)), ct));
        return command;
    }

    private static Task<int> SetAsync(string[] settings, ParseResult parsed, string happened, Func<DateTimeOffset, MaintenanceWindow?> window, CancellationToken ct) =>
        Offline.RunAsync(settings, async services =>
        {
            var set = window(services.GetRequiredService<TimeProvider>().GetUtcNow());
            await services.GetRequiredService<MaintenanceStore>().SetAsync(set, ct);
            services.GetRequiredService<IEventLog>().Record(new IdentityEvent(happened, null, Data: new Dictionary<string, string> { ["by"] = Environment.UserName }));
            await PrintAsync(parsed, set);
        }, ct);

    private static MaintenanceWindow Checked(DateTimeOffset from, DateTimeOffset until, string? message, DateTimeOffset now)
    {
        if (until <= from || until <= now)
            throw new CommandException("It ends after it begins, and not in the past.");
        if (message is { Length: > LongestMessage })
            throw new CommandException($"The message is too long: {LongestMessage} characters at most.");
        return new MaintenanceWindow(from.ToUniversalTime(), until.ToUniversalTime(), string.IsNullOrWhiteSpace(message) ? null : message.Trim());
    }

    private static Task PrintAsync(ParseResult parsed, MaintenanceWindow? window) => Print.OneAsync(parsed, new ShownMaintenance(window?.From, window?.Until, window?.Message),
        window is null ? "No maintenance." : string.Create(CultureInfo.InvariantCulture, $"Maintenance from {window.From:u} until {window.Until:u}. {window.Message}").TrimEnd(), CommandJson.Default.ShownMaintenance);

    private static Option<DateTimeOffset> Until()
    {
        var until = Time("--until", "When it ends; people are told.");
        until.Required = true;
        return until;
    }

    private static Option<string?> Message() => new("--message") { Description = $"What people are told beside the times, {LongestMessage} characters at most." };

    private static Option<DateTimeOffset> Time(string name, string description) => new(name) { Description = description, CustomParser = ReadTime };

    // A time without an offset would mean another moment on another machine.
    private static DateTimeOffset ReadTime(ArgumentResult typed)
    {
        var text = typed.Tokens.Count == 1 ? typed.Tokens[0].Value : "";
        if (DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"],
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return time;
        typed.AddError($"'{text}' is no time; write it like 2026-12-01T22:00Z or 2026-12-01T22:00+01:00.");
        return default;
    }
}
