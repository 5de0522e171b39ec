using System.Net;
using System.Security.Cryptography;
using System.Text;
using PseIdentity.Protocol.Http;

namespace PseIdentity.Server.SignIn;

/// <summary>Under what callers are counted in the database; the one rule of <see cref="CallerAddress"/> for everything that is counted.</summary>
internal static class AddressHash
{
    public static byte[] Of(IPAddress? address) => Hash(CallerAddress.KeyOf(address));

    public static byte[] Of(string? address) => Of(Read(address));

    /// <summary>Of the network around it.</summary>
    public static byte[] OfNetwork(string? address) => Hash("network " + CallerAddress.NetworkOf(Read(address)));

    private static IPAddress? Read(string? address) => IPAddress.TryParse(address, out var parsed) ? parsed : null;

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
