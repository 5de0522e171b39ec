using System.Globalization;

namespace PseIdentity.Server.Localization;

/// <summary>Words, numbers and times are written in one language while this lasts.</summary>
internal sealed class Speaking : IDisposable
{
    private readonly CultureInfo before = CultureInfo.CurrentCulture;
    private readonly CultureInfo wordsBefore = CultureInfo.CurrentUICulture;

    public Speaking(string tag) => CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(tag);

    public void Dispose() => (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (before, wordsBefore);
}
