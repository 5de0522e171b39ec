namespace PseIdentity.Protocol.Sessions;

/// <summary>How long somebody stays signed in (section <c>Sessions</c>).</summary>
public sealed class SessionOptions
{
    /// <summary>Ends an unused session. Shorter is safer on shared computers; longer asks less often.</summary>
    public TimeSpan Idle { get; set; } = TimeSpan.FromMinutes(60);

    /// <summary>Ends a session however busy it is.</summary>
    public TimeSpan Absolute { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Ends an unused session that was asked to be remembered.</summary>
    public TimeSpan RememberedIdle { get; set; } = TimeSpan.FromDays(14);

    /// <summary>Ends a remembered session however busy it is.</summary>
    public TimeSpan RememberedAbsolute { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Lets applications watch in the browser whether the person is still signed in (OpenID Connect Session Management 1.0). Switch it on for applications
    /// that need <c>check_session_iframe</c>; browsers that keep third-party cookies from frames make it useless for applications on other sites. It costs a readable cookie.
    /// </summary>
    public bool Management { get; set; }

    public TimeSpan IdleOf(bool remembered) => remembered ? RememberedIdle : Idle;

    public TimeSpan AbsoluteOf(bool remembered) => remembered ? RememberedAbsolute : Absolute;
}
