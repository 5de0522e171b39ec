using NUnit.Framework;

namespace PseIdentity.Server.Tests.Setup;

public sealed class SettingsReferenceTests
{
    [Test]
    public void The_list_of_settings_is_the_one_in_the_options_own_words() => Repository.Holds("deploy/SETTINGS.md", SettingsReference.Text());

    [Test]
    public void Every_setting_is_documented() => Assert.That(SettingsReference.Undocumented(), Is.Empty);
}
