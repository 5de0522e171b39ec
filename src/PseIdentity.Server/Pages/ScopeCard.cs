using Microsoft.Extensions.Localization;
using PseIdentity.Protocol.Scopes;
using PseIdentity.Server.Localization;

namespace PseIdentity.Server.Pages;

/// <summary>How a scope is put to a person: the standard ones in the person's language, the installation's own as it named them.</summary>
internal sealed record ScopeCard(string Title, string? More, string Icon)
{
    public static ScopeCard Of(Scope scope, IStringLocalizer<Text> text)
    {
        var title = text["Scope." + scope.Name];
        return title.ResourceNotFound
            ? new ScopeCard(scope.DisplayName ?? scope.Name, scope.Description, "card")
            : new ScopeCard(title, text[$"Scope.{scope.Name}.More"], IconOf(scope.Name));
    }

    /// <summary>A claim that is asked for without its scope; one of the installation's own is shown by its name.</summary>
    public static ScopeCard OfClaim(string claim, IStringLocalizer<Text> text)
    {
        var name = text["Claim." + claim];
        return new ScopeCard(text["Consent.Claim", name.ResourceNotFound ? claim : name.Value], null, IconOf(StandardScopes.All.FirstOrDefault(scope => scope.Claims.Contains(claim))?.Name ?? ""));
    }

    private static string IconOf(string scope) => scope switch
    {
        "openid" => "shield",
        "profile" => "person",
        "email" => "mail",
        "phone" => "phone",
        "address" => "home",
        "offline_access" => "refresh",
        _ => "card",
    };
}
