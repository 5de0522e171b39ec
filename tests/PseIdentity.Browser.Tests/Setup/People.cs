using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace PseIdentity.Browser.Tests.Setup;

/// <summary>
/// The people of the demo, each many times: a test takes one for itself, so that neither consents nor wrong guesses nor used codes
/// of another test are in its way.
/// </summary>
internal sealed class People
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Person>> waiting = new(StringComparer.Ordinal);

    /// <summary>Nothing but a password.</summary>
    public Person Alice() => Take("alice");

    /// <summary>Has an authenticator app.</summary>
    public Person Bob() => Take("bob");

    /// <summary>Has to choose a new password.</summary>
    public Person Carol() => Take("carol");

    /// <summary>Is new in an organisation that asks for a second factor: the address is not verified, and the password was set by somebody else.</summary>
    public Person Newcomer() => Take("newcomer");

    /// <summary>Is of that organisation as well, and has nothing but a password.</summary>
    public Person Member() => Take("member");

    /// <summary>Has had the same password for a year, in an organisation that asks for a new one every quarter.</summary>
    public Person Elder() => Take("elder");

    /// <summary>Is of an organisation that asks for two security questions, and has an authenticator app.</summary>
    public Person Asked() => Take("asked");

    /// <summary>Adds the copies to a provisioning file.</summary>
    public static People AddTo(JsonObject file)
    {
        var people = new People();
        var users = file["users"]!.AsArray();
        foreach (var organization in new JsonNode?[]
        {
            JsonNode.Parse("""{ "name": "strict", "display_name": "Strict", "policy": { "require_second_factor": true } }"""),
            JsonNode.Parse("""{ "name": "asking", "display_name": "Asking", "policy": { "security_questions": 2 } }"""),
            JsonNode.Parse("""{ "name": "quarterly", "display_name": "Quarterly", "policy": { "password_max_age_days": 90 } }"""),
        })
            file["organizations"]!.AsArray().Add(organization);
        users.Add(Of("strict", "newcomer", isNew: true));
        users.Add(Of("strict", "member"));
        var asked = Of("asking", "asked");
        asked["totp_secret"] = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
        users.Add(asked);
        users.Add(Of("quarterly", "elder"));
        foreach (var original in users.Select(user => user!.AsObject()).ToList())
        {
            var name = Text(original, "preferred_username")!;
            var password = Text(original, "password")!;
            var hash = Hash(password);
            var queue = people.waiting.GetOrAdd(name, _ => new());
            foreach (var number in Enumerable.Range(1, name switch { "alice" => 280, "bob" => 64, _ => 24 }))
            {
                var copy = original.DeepClone().AsObject();
                copy.Remove("password");
                copy["password_hash"] = hash;
                copy["preferred_username"] = $"{name}-{number}";
                copy["customer_id"] = $"{Text(original, "customer_id")}-{number}";
                copy["email"] = $"{name}-{number}@example.com";
                users.Add(copy);
                queue.Enqueue(new Person($"{name}-{number}", $"{Text(original, "customer_id")}-{number}", $"{name}-{number}@example.com",
                    Text(original, "name")!, password, Text(original, "totp_secret")));
            }
        }

        return people;
    }

    private static JsonObject Of(string organization, string name, bool isNew = false) => new()
    {
        ["preferred_username"] = name,
        ["customer_id"] = "C-" + name,
        ["email"] = name + "@example.com",
        ["email_verified"] = !isNew,
        ["name"] = "Nora New",
        ["password"] = "Correct-Horse-7-Battery",
        ["must_change_password"] = isNew,
        ["organization"] = organization,
    };

    private Person Take(string name) =>
        waiting[name].TryDequeue(out var person) ? person : throw new InvalidOperationException($"Every {name} is taken: make more of them.");

    private static string? Text(JsonObject user, string member) => (string?)user[member];

    // Hashed once: to hash the password of every copy would take as long as a test.
    private static string Hash(string password)
    {
        const int Iterations = 210_000;
        var salt = RandomNumberGenerator.GetBytes(16);
        var hash = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, Iterations, HashAlgorithmName.SHA512, 32);
        return $$"""{PBKDF2-SHA512}{{Iterations}}${{Convert.ToBase64String(salt)}}${{Convert.ToBase64String(hash)}}""";
    }
}
