using Microsoft.Extensions.Localization;
using PseIdentity.Server.Localization;
using PseIdentity.Server.Recovery;

namespace PseIdentity.Server.Pages;

/// <summary>What the pages of recovery say, for what somebody wants back.</summary>
/// <param name="SentLead">Said to everybody alike, whether or not anything was sent.</param>
internal sealed record RecoverWords(string Way, string Icon, string Title, string Lead, string Label, string Hint, string Submit, string SentLead)
{
    /// <param name="takesPhones">Whether a telephone number does as well as an address.</param>
    public static RecoverWords Of(string way, bool takesPhones, IStringLocalizer<Text> text) => way switch
    {
        RecoveryWays.Username when takesPhones => new(way, "person", text["Recover.NameTitle"], text["Recover.NamePhoneLead"], text["Recover.NamePhoneLabel"], text["Recover.NamePhoneHint"], text["Recover.NameSubmit"], text["Recover.NamePhoneSent"]),
        RecoveryWays.Username => new(way, "person", text["Recover.NameTitle"], text["Recover.NameLead"], text["Recover.NameLabel"], text["Recover.NameHint"], text["Recover.NameSubmit"], text["Recover.NameSent"]),
        RecoveryWays.Unlock => new(way, "lock", text["Recover.UnlockTitle"], text["Recover.UnlockLead"], text["Login.UserName"], text["Login.UserNameHint"], text["Recover.Submit"], text["Recover.UnlockSent"]),
        _ => new(way, "key", text["Recover.PasswordTitle"], text["Recover.PasswordLead"], text["Login.UserName"], text["Login.UserNameHint"], text["Recover.Submit"], text["Recover.PasswordSent"]),
    };
}
