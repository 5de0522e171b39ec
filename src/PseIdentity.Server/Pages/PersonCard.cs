using System.Globalization;
using PseIdentity.Server.Accounts;

namespace PseIdentity.Server.Pages;

/// <summary>How a person is shown.</summary>
internal sealed record PersonCard(string Name, string? More)
{
    public static PersonCard Of(Storage.Users.Account person) => new(PersonName.Of(person), Different(PersonName.Of(person), PersonName.SignInName(person)));

    /// <summary>The company that signed them in, as people know it; null for a sign-in here.</summary>
    public string? Company { get; init; }

    /// <summary>The first letters of the first and the last word of the name.</summary>
    public string Initials
    {
        get
        {
            var words = Name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return words switch
            {
                [] => "",
                [var only] => First(only),
                [var first, .., var last] => First(first) + First(last),
            };
        }
    }

    private static string? Different(string name, string signInName) => string.Equals(name, signInName, StringComparison.Ordinal) ? null : signInName;

    private static string First(string word) => StringInfo.GetNextTextElement(word).ToUpper(CultureInfo.CurrentUICulture);
}
