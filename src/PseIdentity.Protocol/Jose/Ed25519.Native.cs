using System.Runtime.InteropServices;

namespace PseIdentity.Protocol.Jose;

/// <content>The functions of libcrypto 3 that Ed25519 takes: EVP_PKEY(3), EVP_DigestSign(3), EVP_DigestVerify(3).</content>
internal sealed partial class Ed25519
{
    private static class Native
    {
        public const string Library = "libcrypto.so.3";

        /// <summary>NID_ED25519.</summary>
        public const int Ed25519 = 1087;

        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        [DllImport(Library, EntryPoint = "EVP_PKEY_new_raw_public_key")]
        public static extern Key NewPublicKey(int type, nint engine, in byte key, nuint length);

        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        [DllImport(Library, EntryPoint = "EVP_PKEY_new_raw_private_key")]
        public static extern Key NewPrivateKey(int type, nint engine, in byte key, nuint length);

        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        [DllImport(Library, EntryPoint = "EVP_PKEY_get_raw_public_key")]
        public static extern int GetPublicKey(Key key, ref byte x, ref nuint length);

        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        [DllImport(Library, EntryPoint = "EVP_PKEY_free")]
        public static extern void FreeKey(nint key);

        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        [DllImport(Library, EntryPoint = "EVP_MD_CTX_new")]
        public static extern DigestContext NewContext();

        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        [DllImport(Library, EntryPoint = "EVP_MD_CTX_free")]
        public static extern void FreeContext(nint context);

        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        [DllImport(Library, EntryPoint = "EVP_DigestSignInit")]
        public static extern int SignInit(DigestContext context, nint keyContext, nint digest, nint engine, Key key);

        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        [DllImport(Library, EntryPoint = "EVP_DigestSign")]
        public static extern int Sign(DigestContext context, ref byte signature, ref nuint signatureLength, in byte data, nuint length);

        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        [DllImport(Library, EntryPoint = "EVP_DigestVerifyInit")]
        public static extern int VerifyInit(DigestContext context, nint keyContext, nint digest, nint engine, Key key);

        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        [DllImport(Library, EntryPoint = "EVP_DigestVerify")]
        public static extern int Verify(DigestContext context, in byte signature, nuint signatureLength, in byte data, nuint length);
    }
}
