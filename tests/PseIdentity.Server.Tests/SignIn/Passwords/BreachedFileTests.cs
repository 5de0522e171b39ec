using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using PseIdentity.Server.SignIn.Passwords.Breached;

namespace PseIdentity.Server.Tests.SignIn.Passwords;

/// <summary>The file of hashes that is searched in place.</summary>
internal sealed class BreachedFileTests
{
    private string path = "";

    [SetUp]
    public void Begin() => path = Path.GetTempFileName();

    [TearDown]
    public void End() => File.Delete(path);

    [TestCase("\n", 40)]
    [TestCase("\r\n", 40)]
    [TestCase("\n", 16)]
    public void Each_of_a_thousand_is_found_and_nothing_else(string lineEnd, int digits)
    {
        var known = Enumerable.Range(0, 1_000).Select(i => Hash($"password {i}")).Order(StringComparer.Ordinal).ToList();
        // As the downloader writes it: counts of any length.
        File.WriteAllText(path, string.Concat(known.Select((hash, i) => $"{hash[..digits]}:{i * i * i}{lineEnd}")));
        var file = new BreachedFile(path, NullLogger<BreachedFile>.Instance);

        Assert.That(known.Where(hash => file.LookUp(hash) != BreachOutcome.Found), Is.Empty);
        Assert.That(Enumerable.Range(0, 1_000).Where(i => file.LookUp(Hash($"other {i}")) != BreachOutcome.NotFound), Is.Empty);
        Assert.That(file.LookUp(new string('0', 40)), Is.EqualTo(BreachOutcome.NotFound));
        Assert.That(file.LookUp(new string('F', 40)), Is.EqualTo(BreachOutcome.NotFound));
    }

    [TestCase(1)]
    [TestCase(2)]
    public void A_short_file_without_counts_and_last_line_end_is_searched_too(int lines)
    {
        var known = Enumerable.Range(0, lines).Select(i => Hash($"password {i}").ToLowerInvariant()).Order(StringComparer.Ordinal).ToList();
        File.WriteAllText(path, string.Join('\n', known));

        Assert.That(known.Select(hash => new BreachedFile(path, NullLogger<BreachedFile>.Instance).LookUp(hash.ToUpperInvariant())), Is.All.EqualTo(BreachOutcome.Found));
    }

    [TestCase("these are\nwords, not\nhashes\n")]
    [TestCase("\n\n\n")]
    public void A_file_of_something_else_is_named_at_start_and_keeps_nobody_from_a_password(string content)
    {
        File.WriteAllText(path, content);

        Assert.That(BreachedFile.Problem(path), Does.Contain("no list of SHA-1 hashes"));
        Assert.That(new BreachedFile(path, NullLogger<BreachedFile>.Instance).LookUp(Hash("x")), Is.EqualTo(BreachOutcome.Unknown));
    }

    [Test]
    public void A_line_without_end_is_not_read_to_its_end()
    {
        File.WriteAllText(path, new string('A', 1_000_000));

        Assert.That(new BreachedFile(path, NullLogger<BreachedFile>.Instance).LookUp(Hash("x")), Is.EqualTo(BreachOutcome.Unknown));
    }

    [Test]
    public void A_file_that_is_gone_keeps_nobody_from_a_password()
    {
        Assert.That(BreachedFile.Problem(path + ".none"), Is.EqualTo("cannot be read."));
        Assert.That(new BreachedFile(path + ".none", NullLogger<BreachedFile>.Instance).LookUp(Hash("x")), Is.EqualTo(BreachOutcome.Unknown));
    }

    private static string Hash(string password) => Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password)));
}
