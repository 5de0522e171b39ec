using Demo.Processes;

namespace Demo;

/// <summary>The programs of the demo and their settings.</summary>
internal static class Programs
{
    public static IReadOnlyList<ProgramStart> Of(DemoOptions options, Checkout checkout, Provisioning provisioning, Provisioning companyProvisioning)
    {
        var (provider, portal, api, budget) = (Local(options.ProviderPort), Local(options.PortalPort), Local(options.ApiPort), Local(options.BudgetPort));
        var (browser, company) = (Local(options.BrowserPort), Local(options.CompanyPort));

        // A database remembers its issuer, so that another port gets a database of its own.
        var data = options.ProviderPort == DemoOptions.Default.ProviderPort ? "provider" : $"provider-{options.ProviderPort}";
        var companyData = options.CompanyPort == DemoOptions.Default.CompanyPort ? "company" : $"company-{options.CompanyPort}";

        return
        [
            Program("provider", checkout.Project("src/PseIdentity.Server", "pse-identity"),
                [
                    "--urls", provider, "--Data:Directory", Path.Combine(checkout.Data, data), "--Provisioning:File", provisioning.File,
                    // Back-channel logout goes to these two, although they are on this machine and without TLS.
                    "--Network:AllowedHosts:0", $"localhost:{options.PortalPort}", "--Network:AllowedHosts:1", $"localhost:{options.BudgetPort}",
                    // And the company's provider is asked there.
                    "--Network:AllowedHosts:2", $"localhost:{options.CompanyPort}",
                ],
                provider, "/.well-known/openid-configuration", "/healthz/ready"),

            // The same program once more, as somebody else's.
            Program("company", checkout.Project("src/PseIdentity.Server", "pse-identity"),
                [
                    "--urls", company, "--Data:Directory", Path.Combine(checkout.Data, companyData), "--Provisioning:File", companyProvisioning.File,
                    "--Network:AllowedHosts:0", $"localhost:{options.ProviderPort}",
                ],
                company, "/.well-known/openid-configuration", "/healthz/ready"),
            Program("payments API", checkout.Project("samples/PaymentsApi", "PaymentsApi"),
                ["--urls", api, "--Oidc:Authority", provider, "--Api:Url", api, "--Api:BrowserOrigins:0", browser], api, "/healthz/live"),
            Portal("payments portal", portal, "payments-portal", "openid profile email offline_access payments", "Payments portal", "indigo"),
            Portal("budget app", budget, "budget-app", "openid profile email payments", "Budget app", "green"),
            Program("browser app", checkout.Project("samples/BrowserApp", "BrowserApp"),
                ["--urls", browser, "--Oidc:Authority", provider, "--Api:Url", api], browser, "/healthz/live"),
        ];

        ProgramStart Portal(string name, string url, string clientId, string scope, string title, string accent) =>
            Program(name, checkout.Project("samples/PaymentsPortal", "PaymentsPortal"),
                [
                    "--urls", url, "--Oidc:Authority", provider, "--Oidc:ClientId", clientId, "--Oidc:Scope", scope, "--Api:Url", api,
                    "--Portal:Name", title, "--Portal:Accent", accent,
                ],
                url, "/healthz/live") with
            {
                // A secret on the command line could be read by everybody on the machine.
                Environment = new Dictionary<string, string> { ["Oidc__ClientSecret"] = provisioning.SecretOf(clientId) },
            };
    }

    public static string Local(int port) => $"http://localhost:{port}";

    private static ProgramStart Program(string name, (string Directory, string Program) project, IReadOnlyList<string> arguments, string url, params string[] readyWhen) =>
        new(name, project.Directory, project.Program, arguments, new Dictionary<string, string>(), [.. readyWhen.Select(path => new Uri(url + path))]);
}
