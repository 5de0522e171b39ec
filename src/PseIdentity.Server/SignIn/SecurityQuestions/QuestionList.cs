namespace PseIdentity.Server.SignIn.SecurityQuestions;

/// <summary>
/// The questions that there are to choose from; the texts <c>Question.{id}</c>. They ask for what stays as it is and what no register,
/// no profile and no colleague knows: no birthdays, no maiden names, no pets.
/// </summary>
internal static class QuestionList
{
    /// <summary>How many an organisation may ask for.</summary>
    public const int MostAsked = 5;

    public static IReadOnlyList<string> All { get; } =
    [
        "first-teacher", "childhood-friend", "first-job", "first-journey", "hiding-place", "first-dish", "childhood-book", "childhood-street-name", "first-concert", "childhood-hero",
    ];

    public static bool Has(string id) => All.Contains(id, StringComparer.Ordinal);
}
