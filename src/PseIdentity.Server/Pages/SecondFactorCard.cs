using System.Globalization;
using Microsoft.Extensions.Localization;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.SecondFactors;

namespace PseIdentity.Server.Pages;

/// <summary>A second factor in words: how it is asked for, and what it is called among others.</summary>
internal sealed record SecondFactorCard(string Method, string Icon, string Name, string Lead, string Hint, string Wrong, string Missing)
{
    /// <summary>Whether it is six digits, not letters and digits.</summary>
    public bool IsDigits { get; init; } = true;

    public static SecondFactorCard Of(ISecondFactor factor, Storage.Users.Account person, IStringLocalizer<Text> text)
    {
        var to = (factor as ISentFactor)?.MaskedDestination(person) ?? "";
        return factor.Method switch
        {
            Factors.Sms => new(factor.Method, "phone", text["Code.SmsName", to], text["Code.SmsLead", to], text["Code.SentHint"], text["Code.SentWrong"], text["Code.SentMissing"]),
            Factors.Email => new(factor.Method, "mail", text["Code.EmailName", to], text["Code.EmailLead", to], text["Code.SentHint"], text["Code.SentWrong"], text["Code.SentMissing"]),
            Factors.RecoveryCode => new(factor.Method, "key", text["Code.RecoveryName"], text["Code.RecoveryLead"], Left(person, text), text["Code.RecoveryWrong"], text["Code.RecoveryMissing"]) { IsDigits = false },
            Factors.OneTimePass => new(factor.Method, "person", text["Code.PassName"], text["Code.PassLead"], text["Code.PassHint"], text["Code.PassWrong"], text["Code.PassMissing"]) { IsDigits = false },
            _ => new(factor.Method, "phone-code", text["Code.Name"], text["Code.Lead"], text["Code.Hint"], text["Code.Wrong"], text["Code.Missing"]),
        };
    }

    private static string Left(Storage.Users.Account person, IStringLocalizer<Text> text) => RecoveryCodes.Left(person) switch
    {
        1 => text["Code.RecoveryLeftOne"],
        <= RecoveryCodes.Few and var left => text["Code.RecoveryLeftFew", left.ToString(CultureInfo.CurrentCulture)],
        _ => text["Code.RecoveryHint"],
    };
}
