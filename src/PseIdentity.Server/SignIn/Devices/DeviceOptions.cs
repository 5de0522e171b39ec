namespace PseIdentity.Server.SignIn.Devices;

/// <summary>Browsers that people come back with (section <c>Devices</c>).</summary>
internal sealed class DeviceOptions
{
    /// <summary>How long a browser is known after the last sign-in on it. A known one is not locked out by the wrong guesses of strangers, and brings no notice.</summary>
    public TimeSpan KnownFor { get; set; } = TimeSpan.FromDays(365);

    /// <summary>Whether people may skip the second factor on a browser that they trust. Where an application asks for a level, it is asked for all the same.</summary>
    public bool MayBeTrusted { get; set; } = true;

    /// <summary>How long a browser stays trusted. A new password ends it.</summary>
    public TimeSpan TrustedFor { get; set; } = TimeSpan.FromDays(30);
}
