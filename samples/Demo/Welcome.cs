namespace Demo;

/// <summary>What a person reads when everything is up.</summary>
internal static class Welcome
{
    public static void Print(DemoOptions options, Checkout checkout, Provisioning provisioning, Provisioning company)
    {
        Console.WriteLine($"""

            PseIdentity demo: everything is up.

              Payments portal     {Programs.Local(options.PortalPort)}    begin here
              Budget app          {Programs.Local(options.BudgetPort)}    a second application, which has to ask for consent
              Browser app         {Programs.Local(options.BrowserPort)}    an application without a server of its own{(checkout.HasBrowserLibrary ? "" : ": first run npm ci --prefix samples/BrowserApp")}
              Identity provider   {Programs.Local(options.ProviderPort)}
              Company             {Programs.Local(options.CompanyPort)}    Acme's own identity provider, for addresses @acme.example
              Payments API        {Programs.Local(options.ApiPort)}

            People
            """);

        foreach (var person in provisioning.People)
            Console.WriteLine($"  {person.Name,-7} {person.Password,-26} {About(person)}");
        foreach (var person in company.People)
            Console.WriteLine($"  {person.Name,-7} {person.Password,-26} works at Acme: {person.Email}");

        Console.WriteLine($"""

            What to try
              1. Open the portal, choose "Sign in", and sign in as alice: with the user name, the customer ID or the e-mail address.
              2. On the dashboard see who signed in, how and when; refresh the tokens; pay a bill through the API.
              3. Open the budget app and sign in there: nobody asks for the password again, but consent is asked for.
              4. Sign out of one of the two: the other one is signed out as well, by the back channel.
              5. Sign in as bob: after the password a code is asked for. It is printed by
                 dotnet run --no-build --project samples/Demo -- --code bob
              6. Sign in as carol: she has to choose a new password first.
              7. Sign in as dave@acme.example: the company's own provider asks for the password, and the portal knows who came.
                 Sign out of the portal: you are signed out at the company, too. After this link the portal's "Sign in" leads there at once:
                 {Programs.Local(options.ProviderPort)}/start/payments-portal?organization=acme
              8. Sign in to a device that has no keyboard; in another terminal:
                 dotnet run --project samples/Device{(options.ProviderPort == DemoOptions.Default.ProviderPort ? "" : " " + Programs.Local(options.ProviderPort))}
              Stop JavaScript, narrow the window to a phone's width, switch to dark: all of it goes on working.

            Logs: {checkout.Short(checkout.Logs)}    Ctrl+C ends everything.
            """);
    }

    private static string About(DemoPerson person)
    {
        var facts = new List<string>();
        if (person.IsAdministrator)
            facts.Add("administrator");
        if (person.CustomerId is not null)
            facts.Add("customer " + person.CustomerId);
        if (person.TotpSecret is not null)
            facts.Add("authenticator secret " + person.TotpSecret);
        if (person.MustChangePassword)
            facts.Add("has to change the password");
        return string.Join(", ", facts);
    }
}
