namespace PseIdentity.Server.Pages;

/// <summary>One field for a password.</summary>
/// <param name="Id">Its id and name.</param>
/// <param name="AutoComplete"><c>current-password</c> or <c>new-password</c> (HTML §4.10.18.7): password managers fill the one and offer to make the other.</param>
/// <param name="IsOptional">The server may do without it: the browser does not insist.</param>
/// <param name="Meter">For a new password: what is said about it while it is typed.</param>
internal sealed record PasswordField(string Id, string Label, string AutoComplete, string? Hint = null, bool IsFaulty = false, bool HasFocus = false, PasswordMeter? Meter = null, bool IsOptional = false);
