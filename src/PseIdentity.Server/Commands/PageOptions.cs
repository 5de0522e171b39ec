using System.CommandLine;

namespace PseIdentity.Server.Commands;

/// <summary>How a long list is asked for: a part of it, a page at a time.</summary>
/// <param name="search">What is searched in.</param>
internal sealed class PageOptions(string search)
{
    private const int Page = 100;
    private const int MostAtOnce = 10_000;

    public Option<string?> Search { get; } = new("--search") { Description = search };

    public Option<string?> After { get; } = new("--after") { Description = "Begins after this name: the last one of the page before." };

    public Option<int> Most { get; } = AtMost();

    private static Option<int> AtMost()
    {
        var most = new Option<int>("--most") { Description = $"How many; {Page} unless given.", DefaultValueFactory = _ => Page };
        most.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > MostAtOnce)
                result.AddError($"--most is between 1 and {MostAtOnce}.");
        });
        return most;
    }
}
