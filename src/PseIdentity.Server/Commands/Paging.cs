using System.CommandLine;

namespace PseIdentity.Server.Commands;

/// <summary>How long lists are asked for: a page at a time.</summary>
internal sealed class Paging
{
    private const int Usual = 100;
    private readonly Option<string?> search;
    private readonly Option<string?> after = new("--after") { Description = "Begins after this name: the last one of the page before." };
    private readonly Option<int> most = new("--most") { Description = $"How many; {Usual} unless given.", DefaultValueFactory = _ => Usual };

    /// <param name="command">The command that gets the options.</param>
    /// <param name="searchFor">What <c>--search</c> looks for.</param>
    public Paging(Command command, string searchFor)
    {
        search = new Option<string?>("--search") { Description = searchFor };
        most.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 10_000)
                result.AddError("--most is between 1 and 10000.");
        });
        command.Options.Add(search);
        command.Options.Add(after);
        command.Options.Add(most);
    }

    public (string? Search, string? After, int Most) Of(ParseResult parsed) => (parsed.GetValue(search), parsed.GetValue(after), parsed.GetValue(most));
}
