namespace PseIdentity.Server.Recovery;

/// <summary>What somebody wants back; also the last part of its page's path.</summary>
internal static class RecoveryWays
{
    public const string Username = "username";
    public const string Password = "password";
    public const string Unlock = "unlock";
    public const string Factor = "factor";

    /// <summary>Where the link of a mail leads.</summary>
    public static string LinkPath(string way, string token) => (way switch
    {
        Password => "/recover/password/new",
        Unlock => "/recover/unlock/confirm",
        _ => "/recover/factor",
    }) + "?link=" + token;
}
