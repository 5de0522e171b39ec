using PseIdentity.Server.Organizations.Dns;

namespace PseIdentity.Server.Setup.Settings;

/// <summary>What the settings of <c>Dns</c> must be.</summary>
internal static class DnsRules
{
    public static IEnumerable<SettingMistake> Check(DnsOptions dns) =>
    [
        .. dns.Servers.Where(server => NameServers.Parse(server) is null)
            .Select(server => new SettingMistake("Dns:Servers", $"'{server}' is not the address of a name server, such as 192.0.2.53 or [2001:db8::53]:5353.")),
        .. SettingRules.Within(("Dns:Timeout", dns.Timeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30))),
        .. SettingRules.Within(("Dns:Tries", dns.Tries, 1, 10)),
    ];
}
