using Microsoft.Extensions.Localization;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Localization;
using PseIdentity.Storage.Events;

namespace PseIdentity.Server.Pages.Account;

/// <summary>How an event is shown to the owner of the account: in words, never by its name.</summary>
internal sealed record ActivityCard(Guid Id, string Name, string Title, string At, string Where, string? Application, string Icon)
{
    public static ActivityCard Of(Happened happened, PersonTime times, string? application, IStringLocalizer<Text> text)
    {
        var title = text["Event." + happened.What.Name];
        var device = UserAgents.InWords(happened.What.UserAgent) ?? text["Account.SessionUnknown"];
        return new ActivityCard(happened.Id, happened.What.Name, title.ResourceNotFound ? text["Event.other"] : title, times.WriteShort(happened.At),
            happened.What.Address is { } address ? $"{device} · {address}" : device, application, IconOf(happened.What.Name));
    }

    private static string IconOf(string name) => name switch
    {
        "signin.failed" or "signin.code_failed" or "signin.passkey_failed" or "passkey.counter_regressed" or "signin.locked" or "account.locked" => "alert",
        _ => name.Split('.')[0] switch
        {
            "signin" => "person",
            "session" => "screen",
            "consent" or "grant" or "application" => "apps",
            "profile" or "phone" => "person",
            "email" => "mail",
            _ => "key",
        },
    };
}
