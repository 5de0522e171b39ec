using NUnit.Framework;

namespace PseIdentity.Storage.Tests;

internal sealed class StorageOptionsTests
{
    private static readonly string Key = Convert.ToBase64String(new byte[32]);

    [Test]
    public void The_defaults_are_right() => Assert.That(new StorageOptions().Mistakes(), Is.Empty);

    [Test]
    public void PostgreSQL_with_connection_string_and_root_key_is_right() =>
        Assert.That(new StorageOptions { Provider = "postgresql", ConnectionString = "Host=db", RootKey = Key }.Mistakes(), Is.Empty);

    [Test]
    public void All_mistakes_are_named_at_once()
    {
        var mistakes = new StorageOptions { Provider = "PostgreSql", FormerRootKeys = [Key, "short"] }.Mistakes().ToList();

        Assert.That(mistakes, Has.Count.EqualTo(3));
        Assert.That(mistakes, Has.Some.StartsWith("Database:ConnectionString").And.Some.StartsWith("Keys:Root ").And.Some.StartsWith("Keys:FormerRoots:1"));
    }

    [Test]
    public void An_unknown_database_and_a_key_that_is_none_are_named([Values("Oracle", "1", "")] string provider)
    {
        var mistakes = new StorageOptions { Provider = provider, RootKey = "abc" }.Mistakes().ToList();

        Assert.That(mistakes, Has.Count.EqualTo(2).And.Some.StartsWith("Database:Provider").And.Some.StartsWith("Keys:Root"));
    }
}
