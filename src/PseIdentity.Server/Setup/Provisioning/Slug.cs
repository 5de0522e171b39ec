namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>Names that become part of addresses.</summary>
internal static class Slug
{
    public const string Expected = "has 1 to 64 characters: a to z, 0 to 9 and '-'.";

    public static bool IsValid(string name) => name.Length is > 0 and <= 64 && name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');
}
