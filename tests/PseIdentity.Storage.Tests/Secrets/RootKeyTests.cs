using System.Security.Cryptography;
using NUnit.Framework;
using PseIdentity.Storage.Secrets;

namespace PseIdentity.Storage.Tests.Secrets;

internal sealed class RootKeyTests
{
    private static readonly byte[] Row = [1, 2, 3];
    private static readonly byte[] Plain = "a secret"u8.ToArray();
    private readonly byte[] key = RandomNumberGenerator.GetBytes(RootKey.Length);

    [Test]
    public void What_is_sealed_opens_in_its_own_row()
    {
        var root = new RootKey(key);

        var sealedBytes = root.Seal(Plain, "credentials", Row);

        Assert.That(root.Open(sealedBytes, "credentials", Row), Is.EqualTo(Plain));
        Assert.That(sealedBytes.AsSpan().IndexOf(Plain), Is.Negative);
        Assert.That(root.Seal(Plain, "credentials", Row), Is.Not.EqualTo(sealedBytes));
    }

    [Test]
    public void What_is_sealed_opens_in_no_other_row_or_table()
    {
        var root = new RootKey(key);
        var sealedBytes = root.Seal(Plain, "credentials", Row);

        Assert.That(() => root.Open(sealedBytes, "credentials", [1, 2, 4]), Throws.InstanceOf<CryptographicException>());
        Assert.That(() => root.Open(sealedBytes, "settings", Row), Throws.InstanceOf<CryptographicException>());
    }

    [Test]
    public void Every_changed_byte_is_noticed()
    {
        var root = new RootKey(key);
        var sealedBytes = root.Seal(Plain, "credentials", Row);
        for (var i = 0; i < sealedBytes.Length; i++)
        {
            var changed = sealedBytes.ToArray();
            changed[i] ^= 1;

            Assert.That(() => root.Open(changed, "credentials", Row), Throws.InstanceOf<CryptographicException>(), $"byte {i}");
        }
        Assert.That(() => root.Open([], "credentials", Row), Throws.InstanceOf<CryptographicException>());
    }

    [Test]
    public void A_former_root_key_still_opens_and_no_longer_seals()
    {
        var sealedBefore = new RootKey(key).Seal(Plain, "credentials", Row);
        var rotated = new RootKey(RandomNumberGenerator.GetBytes(RootKey.Length), key);

        Assert.That(rotated.Open(sealedBefore, "credentials", Row), Is.EqualTo(Plain));
        Assert.That(rotated.IsFormer(sealedBefore), Is.True);
        Assert.That(rotated.IsFormer(rotated.Seal(Plain, "credentials", Row)), Is.False);
    }

    [Test]
    public void Another_root_key_opens_nothing_and_says_which_setting_is_wrong()
    {
        var sealedBytes = new RootKey(key).Seal(Plain, "credentials", Row);

        Assert.That(() => new RootKey(RandomNumberGenerator.GetBytes(RootKey.Length)).Open(sealedBytes, "credentials", Row),
            Throws.InstanceOf<CryptographicException>().With.Message.Contains("Keys:Root"));
    }

    [Test]
    public void A_key_of_another_length_is_refused() =>
        Assert.That(() => new RootKey(new byte[16]), Throws.ArgumentException);

    [Test]
    public void The_key_file_is_made_once_for_its_owner_alone()
    {
        var directory = Directory.CreateTempSubdirectory("pse-identity-").FullName;
        try
        {
            var path = Path.Combine(directory, "new", "root.key");

            var keys = new byte[8][];
            Parallel.For(0, keys.Length, i => keys[i] = RootKeyFile.ReadOrCreate(path));

            Assert.That(keys, Is.All.EqualTo(keys[0]));
            Assert.That(keys[0], Has.Length.EqualTo(RootKey.Length));
            if (!OperatingSystem.IsWindows())
                Assert.That(File.GetUnixFileMode(path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
            Assert.That(Directory.GetFiles(Path.Combine(directory, "new")), Is.EqualTo((string[])[path]), "no drafts are left");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Test]
    public void A_broken_key_file_is_not_replaced()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "not a key");
        try
        {
            Assert.That(() => RootKeyFile.ReadOrCreate(path), Throws.InvalidOperationException);
            Assert.That(File.ReadAllText(path), Is.EqualTo("not a key"));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
