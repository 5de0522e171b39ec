using PseIdentity.Protocol;

namespace PseIdentity.Server.Email;

/// <summary>Who writes.</summary>
internal static class Sender
{
    public const string Name = "PSE Identity";

    /// <summary>The issuer's host without its port.</summary>
    public static string DomainOf(Issuer issuer) => new Uri(issuer.Value).IdnHost;
}
