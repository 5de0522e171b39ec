using System.Globalization;

namespace Demo;

/// <summary>What can be said on the command line, with what holds when nothing is said.</summary>
internal sealed record DemoOptions(int ProviderPort, int PortalPort, int CompanyPort, int ApiPort, int BudgetPort, int BrowserPort)
{
    public const string Usage = """
        dotnet run --project samples/Demo [-- options]

          --fresh                begin with an empty database
          --data DIRECTORY       where databases and logs are kept (samples/Demo/data)
          --file FILE            the clients, people and companies (samples/Demo/demo.json)
          --provider-port PORT   the identity provider (5400)
          --portal-port PORT     the payments portal (5401)
          --company-port PORT    the identity provider of a company, Acme (5402)
          --api-port PORT        the payments API (5403)
          --budget-port PORT     the budget app (5404)
          --browser-port PORT    the browser app (5405)
          --code NAME            print the authenticator code of a demo person and end
          --help                 this text
        """;

    /// <summary>The ports that demo.json is written for.</summary>
    public static readonly DemoOptions Default = new(5400, 5401, 5402, 5403, 5404, 5405);

    public bool Fresh { get; init; }

    public string? Data { get; init; }

    public string? File { get; init; }

    /// <summary>Whose authenticator code to print.</summary>
    public string? CodeFor { get; init; }

    /// <summary>Reads the arguments; a mistake is returned as text instead.</summary>
    public static (DemoOptions? Options, string? Mistake) Parse(IReadOnlyList<string> arguments)
    {
        var options = Default;
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == "--fresh")
            {
                options = options with { Fresh = true };
                continue;
            }

            if (i + 1 == arguments.Count)
                return (null, $"'{arguments[i]}' is not an option, or its value is missing.");
            if (options.With(arguments[i], arguments[++i]) is not { } more)
                return (null, $"'{arguments[i - 1]} {arguments[i]}' is not an option with a value it can take.");
            options = more;
        }

        var ports = options.Addresses().Select(address => address.Port).ToList();
        return ports.Distinct().Count() == ports.Count ? (options, null) : (null, "Every port can be given once.");
    }

    /// <summary>Every address of the demo, with the option that changes its port.</summary>
    public IReadOnlyList<(string Program, int Port, string Option)> Addresses() =>
    [
        ("identity provider", ProviderPort, "--provider-port"), ("payments portal", PortalPort, "--portal-port"),
        ("company", CompanyPort, "--company-port"), ("payments API", ApiPort, "--api-port"), ("budget app", BudgetPort, "--budget-port"), ("browser app", BrowserPort, "--browser-port"),
    ];

    private DemoOptions? With(string option, string value)
    {
        switch (option)
        {
            case "--code":
                return this with { CodeFor = value };
            case "--data":
                return this with { Data = Path.GetFullPath(value) };
            case "--file":
                return this with { File = Path.GetFullPath(value) };
        }

        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
            return null;

        return option switch
        {
            "--provider-port" => this with { ProviderPort = port },
            "--portal-port" => this with { PortalPort = port },
            "--company-port" => this with { CompanyPort = port },
            "--api-port" => this with { ApiPort = port },
            "--budget-port" => this with { BudgetPort = port },
            "--browser-port" => this with { BrowserPort = port },
            _ => null,
        };
    }
}
