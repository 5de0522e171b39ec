using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using PseIdentity.Server.SignIn;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Recovery;

/// <summary>Somebody asks for help, as it waits in the outbox. Who it is, if anybody, is found out there: the page cannot tell, and takes the same time for everybody.</summary>
internal sealed record RecoveryRequest
{
    /// <summary>One of <see cref="RecoveryWays"/>.</summary>
    public required string Way { get; init; }

    /// <summary>What was typed.</summary>
    public required string Identifier { get; init; }

    /// <summary>Of the link that is to be sent.</summary>
    public required string Token { get; init; }

    /// <summary>What may be typed instead, on the page where it was asked for.</summary>
    public required string Code { get; init; }

    /// <summary>Names the page where it was asked for: the browser there goes back to where it came from.</summary>
    public required string Page { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public string? Address { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>The hash of the browser's device cookie.</summary>
    public byte[]? Device { get; init; }
}

/// <summary>What the page of a request keeps, for known and unknown names alike.</summary>
internal sealed record AskedPage(string Identifier, string Token, string? Pending);

/// <summary>What a link keeps: it is worth nothing once any of this has changed.</summary>
/// <param name="Stamp">Grows with every new password.</param>
/// <param name="MailedTo">The address that got it.</param>
internal sealed record LinkTerms(int Stamp, string MailedTo, string Page);

/// <summary>How secrets of mails are looked up.</summary>
internal static class RecoveryKeys
{
    public static byte[] OfLink(string token) => Hash("link\n" + token);

    /// <summary>A page is one browser's.</summary>
    public static byte[] OfPage(string page, byte[] browser) => Hash($"page\n{page}\n{Convert.ToHexString(browser)}");

    /// <summary>What was proven for a link counts in the browser that proved it.</summary>
    public static byte[] OfProof(byte[] link, byte[] browser) => Hash($"proof\n{Convert.ToHexString(link)}\n{Convert.ToHexString(browser)}");

    /// <summary>What mails to a person are counted for that are asked for from an address.</summary>
    public static byte[] OfAsker(Account person, string? address) => Hash($"asker\n{person.Id:N}\n{Convert.ToHexString(AddressHash.Of(address))}");

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RecoveryRequest))]
[JsonSerializable(typeof(AskedPage))]
[JsonSerializable(typeof(LinkTerms))]
internal sealed partial class RecoveryJson : JsonSerializerContext;
