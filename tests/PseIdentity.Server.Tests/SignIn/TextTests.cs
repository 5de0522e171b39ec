using System.Text.RegularExpressions;
using NUnit.Framework;

namespace PseIdentity.Server.Tests.SignIn;

/// <summary>Pages and sentences belong together.</summary>
internal sealed partial class TextTests
{
    // Made of a prefix and a value: each is tested where its values are.
    private static readonly string[] Composed = ["Scope.", "Detail.", "Claim.", "Password.", "Notice.", "Error.Title", "Error.Lead", "Event.", "Done.", "Credential.", "Profile.Fault.", "Question.", "Questions.", "CompanyRefused.", "Leaving.", "Returned."];

    [Test]
    public void Every_sentence_that_a_page_asks_for_is_written() => Assert.That(Asked(), Is.SubsetOf(TextFile.Names()));

    [Test]
    public void Every_sentence_that_is_written_is_asked_for() =>
        Assert.That(TextFile.Names().Where(name => !Composed.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))), Is.SubsetOf(Asked()));

    [Test]
    public void Pages_hold_no_script_and_no_style_of_their_own()
    {
        foreach (var (file, source) in Pages())
        {
            Assert.That(Inline().IsMatch(source), Is.False, file);
            Assert.That(OwnScript().IsMatch(source), Is.False, file);
        }
    }

    private static HashSet<string> Asked() => Sources("*.cs").Concat(Pages()).SelectMany(file => Lookup().Matches(file.Source))
        .Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<(string File, string Source)> Pages() => Sources("*.cshtml");

    private static IEnumerable<(string File, string Source)> Sources(string pattern) =>
        new[] { "Pages", "Email", "Sms", "Accounts", "SignIn" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(SourceFolder(), folder), pattern, SearchOption.AllDirectories)).Select(file => (Path.GetFileName(file), File.ReadAllText(file)));

    private static string SourceFolder()
    {
        for (var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "PseIdentity.sln")))
                return Path.Combine(folder.FullName, "src", "PseIdentity.Server");
        throw new InvalidOperationException("The tests do not run inside the repository.");
    }

    [GeneratedRegex("""\b(?:T|H|text)\["([A-Za-z._]+)"[\],]""")]
    private static partial Regex Lookup();

    [GeneratedRegex("""\s(?:style|on[a-z]+)=["']""", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();

    [GeneratedRegex("""<script(?![^>]*\ssrc=)|<style""", RegexOptions.IgnoreCase)]
    private static partial Regex OwnScript();
}
