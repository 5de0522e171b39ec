using System.Globalization;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Json;

namespace PseIdentity.Server.Operations;

/// <summary>
/// The log: lines for a developer, JSON for Production, on standard output. <c>Logging:LogLevel</c> says how much.
/// Every event of a request carries its trace id, which the error page shows as well.
/// </summary>
internal static class Logs
{
    private const string ForDevelopers = "{Timestamp:HH:mm:ss} {Level:u3} {SourceContext} {Message:lj} {Trace}{NewLine}{Exception}";

    // These write query strings and redirect addresses, where codes and handles travel; nothing may turn them on.
    private static readonly string[] NeverLogged =
    [
        "Microsoft.AspNetCore.Hosting.Diagnostics",
        "Microsoft.AspNetCore.HttpLogging",
        "Microsoft.AspNetCore.Http.Result",
        "Microsoft.AspNetCore.Mvc.Infrastructure",
        "Microsoft.AspNetCore.Mvc.RedirectResult",
        "Microsoft.AspNetCore.Mvc.RazorPages",
        "Microsoft.AspNetCore.Mvc.ModelBinding",
    ];

    public static WebApplicationBuilder AddLogs(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ILoggerProvider>(services =>
            new SerilogLoggerProvider(Create(builder.Environment.IsDevelopment(), services.GetRequiredService<LogTarget>(), services.GetServices<ILogEventSink>()), dispose: true));
        builder.Services.AddSingleton(LogTarget.StandardOutput);
        return builder;
    }

    private static Logger Create(bool development, LogTarget target, IEnumerable<ILogEventSink> further)
    {
        var log = new LoggerConfiguration()
            .MinimumLevel.Verbose()
            .Enrich.FromLogContext()
            .Filter.ByExcluding(TellsAddresses);
        foreach (var sink in further)
            log.WriteTo.Sink(sink);
        return development
            ? log.Enrich.With<TraceOfRequest>().WriteTo.Console(outputTemplate: ForDevelopers, formatProvider: CultureInfo.InvariantCulture, standardErrorFromLevel: target.ErrorsFrom).CreateLogger()
            : log.WriteTo.Console(new JsonFormatter(renderMessage: true), standardErrorFromLevel: target.ErrorsFrom).CreateLogger();
    }

    private static bool TellsAddresses(LogEvent happened) =>
        happened.Level < LogEventLevel.Warning
        && happened.Properties.TryGetValue(Constants.SourceContextPropertyName, out var source)
        && source is ScalarValue { Value: string category }
        && NeverLogged.Any(never => category.StartsWith(never, StringComparison.Ordinal));

    // The JSON has it as TraceId; the template of lines knows only properties.
    private sealed class TraceOfRequest : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
        {
            if (logEvent.TraceId is { } trace)
                logEvent.AddPropertyIfAbsent(propertyFactory.CreateProperty("Trace", trace.ToHexString()));
        }
    }
}

/// <summary>Where the log goes: to standard output when it serves, to standard error when a command's answer goes there.</summary>
internal sealed record LogTarget(LogEventLevel? ErrorsFrom)
{
    public static LogTarget StandardOutput { get; } = new((LogEventLevel?)null);

    public static LogTarget StandardError { get; } = new(LogEventLevel.Verbose);
}
