namespace PseIdentity.Storage.Secrets;

/// <summary>Finds the root key: in the settings, or in its file.</summary>
internal static class RootKeys
{
    public static RootKey Of(StorageOptions options) => new(
        string.IsNullOrWhiteSpace(options.RootKey) ? RootKeyFile.ReadOrCreate(Path.Combine(options.DataDirectory, "root.key")) : Parse(options.RootKey),
        options.FormerRootKeys.Select(Parse));

    private static byte[] Parse(string text) => RootKeyFile.Parse(text) ?? throw new InvalidOperationException("A root key is 32 bytes in base64.");
}
