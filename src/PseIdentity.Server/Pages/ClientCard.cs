using PseIdentity.Protocol.Clients;

namespace PseIdentity.Server.Pages;

/// <summary>How an application is shown; only web addresses become links.</summary>
/// <param name="Host">Where its metadata comes from, when nobody here registered it: the one thing about it that was verified.</param>
/// <param name="Unchecked">It registered itself.</param>
internal sealed record ClientCard(string Name, string? Uri, string? PolicyUri, string? TermsUri, string? Host = null, bool Unchecked = false)
{
    public static ClientCard? Of(Client? client) => client is null ? null : new ClientCard(
        client.Name, WebAddress(client.Metadata.ClientUri), WebAddress(client.Metadata.PolicyUri), WebAddress(client.Metadata.TosUri),
        client.FromDocument ? new Uri(client.Id).Authority : null, client.SelfRegistered);

    /// <summary>Stands in for a logo.</summary>
    public string Initial => new PersonCard(Name, null).Initials;

    // RFC 7591 §5: what a client registered about itself may be malicious; a script is an address as well.
    internal static string? WebAddress(string? address) =>
        System.Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is ("https" or "http") ? uri.AbsoluteUri : null;
}

/// <summary>The way to an application: where it starts a sign-in, or its home page.</summary>
/// <param name="Uri">Null where neither is registered as a web address.</param>
internal sealed record ApplicationLink(string Name, string? Uri)
{
    public static ApplicationLink? Of(Client? client) => client is null ? null : new ApplicationLink(
        client.Name, ClientCard.WebAddress(client.Metadata.InitiateLoginUri) ?? ClientCard.WebAddress(client.Metadata.ClientUri));
}
