using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Testing.Encryption;

namespace PseIdentity.Protocol.Tests.Jose;

/// <summary>The encrypted messages of RFC 7520, whole: those whose algorithms are ours open, the others are refused.</summary>
public sealed class CookbookTests
{
    private const string Wrapped =
        "eyJhbGciOiJFQ0RILUVTK0ExMjhLVyIsImtpZCI6InBlcmVncmluLnRvb2tAdHVja2Jvcm91Z2guZXhhbXBsZSIsImVwayI6eyJrdHkiOiJFQyIsImNydiI6IlAtMzg0Iiwi"
        + "eCI6InVCbzRrSFB3Nmtiang1bDB4b3dyZF9vWXpCbWF6LUdLRlp1NHhBRkZrYllpV2d1dEVLNml1RURzUTZ3TmROZzMiLCJ5Ijoic3AzcDVTR2haVkMyZmFYdW1JLWU5SlUy"
        + "TW84S3BvWXJGRHI1eVBOVnRXNFBnRXdaT3lRVEEtSmRhWTh0YjdFMCJ9LCJlbmMiOiJBMTI4R0NNIn0.0DJjBXri_kBcC46IkU5_Jk9BqaQeHdv2.mH-G2zVqgztUtnW_.tk"
        + "ZuOO9h95OgHJmkkrfLBisku8rGf6nzVxhRM3sVOhXgz5NJ76oID7lpnAi_cPWJRCjSpAaUZ5dOR3Spy7QuEkmKx8-3RCMhSYMzsXaEwDdXta9Mn5B7cCBoJKB0IgEnj_qfo1"
        + "hIi-uEkUpOZ8aLTZGHfpl05jMwbKkTe2yK3mjF6SBAsgicQDVCkcY9BLluzx1RmC3ORXaM0JaHPB93YcdSDGgpgBWMVrNU1ErkjcMqMoT_wtCex3w03XdLkjXIuEr2hWgeP-"
        + "nkUZTPU9EoGSPj6fAS-bSz87RCPrxZdj_iVyC6QWcqAu07WNhjzJEPc4jVntRJ6K53NgPQ5p99l3Z408OUqj4ioYezbS6vTPlQ.WuGzxmcreYjpHGJoa17EBg";

    private const string Agreed =
        "eyJhbGciOiJFQ0RILUVTIiwia2lkIjoibWVyaWFkb2MuYnJhbmR5YnVja0BidWNrbGFuZC5leGFtcGxlIiwiZXBrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4Ijoi"
        + "bVBVS1RfYkFXR0hJaGcwVHBqanFWc1AxclhXUXVfdndWT0hIdE5rZFlvQSIsInkiOiI4QlFBc0ltR2VBUzQ2ZnlXdzVNaFlmR1RUMElqQnBGdzJTUzM0RHY0SXJzIn0sImVu"
        + "YyI6IkExMjhDQkMtSFMyNTYifQ..yc9N8v5sYyv3iGQT926IUg.BoDlwPnTypYq-ivjmQvAYJLb5Q6l-F3LIgQomlz87yW4OPKbWE1zSTEFjDfhU9IPIOSA9Bml4m7iDFwA-"
        + "1ZXvHteLDtw4R1XRGMEsDIqAYtskTTmzmzNa-_q4F_evAPUmwlO-ZG45Mnq4uhM1fm_D9rBtWolqZSF3xGNNkpOMQKF1Cl8i8wjzRli7-IXgyirlKQsbhhqRzkv8IcY6aHl2"
        + "4j03C-AR2le1r7URUhArM79BY8soZU0lzwI-sD5PZ3l4NDCCei9XkoIAfsXJWmySPoeRb2Ni5UZL4mYpvKDiwmyzGd65KqVw7MsFfI_K767G9C9Azp73gKZD0DyUn1mn0WW5"
        + "LmyX_yJ-3AROq8p1WZBfG-ZyJ6195_JGG2m9Csg.WCCkNa-x4BeB9hIDIfFuhg";

    private const string Compressed =
        "eyJhbGciOiJBMTI4S1ciLCJraWQiOiI4MWIyMDk2NS04MzMyLTQzZDktYTQ2OC04MjE2MGFkOTFhYzgiLCJlbmMiOiJBMTI4R0NNIiwiemlwIjoiREVGIn0.5vUT2WOtQxKW"
        + "cekM_IzVQwkGgzlFDwPi.p9pUq6XHY0jfEZIl.HbDtOsdai1oYziSx25KEeTxmwnh8L8jKMFNc1k3zmMI6VB8hry57tDZ61jXyezSPt0fdLVfe6Jf5y5-JaCap_JQBcb5opb"
        + "mT60uWGml8blyiMQmOn9J--XhhlYg0m-BHaqfDO5iTOWxPxFMUedx7WCy8mxgDHj0aBMG6152PsM-w5E_o2B3jDbrYBKhpYA7qi3AyijnCJ7BP9rr3U8kxExCpG3mK420TjO"
        + "w.VILuUwuIxaLVmh5X-T7kmA";

    private const string Direct =
        "eyJhbGciOiJkaXIiLCJraWQiOiI3N2M3ZTJiOC02ZTEzLTQ1Y2YtODY3Mi02MTdiNWI0NTI0M2EiLCJlbmMiOiJBMTI4R0NNIn0..refa467QzzKx6QAB.JW_i_f52hww_EL"
        + "QPGaYyeAB6HYGcR559l9TYnSovc23XJoBcW29rHP8yZOZG7YhLpT1bjFuvZPjQS-m0IFtVcXkZXdH_lr_FrdYt9HRUYkshtrMmIUAyGmUnd9zMDB2n0cRDIHAzFVeJUDxkUw"
        + "VAE7_YGRPdcqMyiBoCO-FBdE-Nceb4h3-FtBP-c_BIwCPTjb9o0SbdcdREEMJMyZBH8ySWMVi1gPD9yxi-aQpGbSv_F9N4IZAxscj5g-NJsUPbjk29-s7LJAGb15wEBtXphV"
        + "Cgyy53CoIKLHHeJHXex45Uz9aKZSRSInZI-wjsY0yu3cT4_aQ3i1o-tiE-F8Ios61EKgyIQ4CWao8PFMj8TTnp.vbb32Xvllea2OtmHAdccRQ";

    [Test, Category("RFC 7520 §5.5")]
    public void The_message_under_an_agreed_key_opens() =>
        AssertOpens(Agreed, "ECDH-ES", ECCurve.NamedCurves.nistP256, "Ze2loSV3wrroKUN_4zhwGhCqo3Xhu1td4QjeQ5wIVR0", "HlLtdXARY_f55A3fnzQbPcm6hgr34Mp8p-nuzQCE0Zw", "r_kHyZ-a06rmxM3yESK84r1otSg-aQcVStkRhA-iCM8");

    [Test, Category("RFC 7520 §5.4")]
    public void The_message_under_a_wrapped_key_opens_where_its_content_encryption_is_ours() =>
        AssertOpens(Wrapped, "ECDH-ES+A128KW", ECCurve.NamedCurves.nistP384, "YU4rRUzdmVqmRtWOs2OpDE_T5fsNIodcG8G5FWPrTPMyxpzsSOGaQLpe2FpxBmu2",
            "A8-yxCHxkfBz3hKZfI1jUYMjUhsEveZ9THuwFjH2sCNdtksRJU7D5-SkgaFL1ETP", "iTx2pk7wW-GqJkHcEkFQb2EFyYcO7RugmaW3mRrQVAOUiPommT0IdnYK2xDlZh-j");

    // The key is encrypted with RSA-OAEP and SHA-1, which is not ours; its content encryption is.
    [Test, Category("RFC 7520 §5.2")]
    public void The_content_under_A256GCM_opens() => AssertContent(
        "A256GCM", "mYMfsggkTAm0TbvtlFh2hyoXnbEzJQjMxmgLN3d8xXA", "eyJhbGciOiJSU0EtT0FFUCIsImtpZCI6InNhbXdpc2UuZ2FtZ2VlQGhvYmJpdG9uLmV4YW1wbGUiLCJlbmMiOiJBMjU2R0NNIn0", "-nBoKLH0YkLZPSI9",
        "o4k2cnGN8rSSw3IDo1YuySkqeS_t2m1GXklSgqBdpACm6UJuJowOHC5ytjqYgRL-I-soPlwqMUf4UgRWWeaOGNw6vGW-xyM01lTYxrXfVzIIaRdhYtEMRBvBWbEwP7ua1DRf"
        + "vaOjgZv6Ifa3brcAM64d8p5lhhNcizPersuhw5f-pGYzseva-TUaL8iWnctc-sSwy7SQmRkfhDjwbz0fz6kFovEgj64X1I5s7E6GLp5fnbYGLa1QUiML7Cc2GxgvI7zqWo0Y"
        + "IEc7aCflLG1-8BboVWFdZKLK9vNoycrYHumwzKluLWEbSVmaPpOslY2n525DxDfWaVFUfKQxMF56vn4B9QMpWAbnypNimbM8zVOw",
        "UCGiqJxhBI3IFVdPalHHvA");

    [Test, Category("RFC 7520 §5.8")]
    public void The_wrapped_key_unwraps_and_the_content_under_A128GCM_opens()
    {
        var key = AesKeyWrap.Unwrap(Bytes("GZy6sIZ6wl9NJOKB-jnmVQ"), Bytes("CBI6oDw8MydIx1IBntf_lQcw2MmJKIQx"));

        AssertContent("A128GCM", CanonicalBase64Url.Encode(key), "eyJhbGciOiJBMTI4S1ciLCJraWQiOiI4MWIyMDk2NS04MzMyLTQzZDktYTQ2OC04MjE2MGFkOTFhYzgiLCJlbmMiOiJBMTI4R0NNIn0", "Qx0pmsDa8KnJc9Jo",
            "AwliP-KmWgsZ37BvzCefNen6VTbRK3QMA4TkvRkH0tP1bTdhtFJgJxeVmJkLD61A1hnWGetdg11c9ADsnWgL56NyxwSYjU1ZEHcGkd3EkU0vjHi9gTlb90qSYFfeF0LwkcTt"
            + "jbYKCsiNJQkcIp1yeM03OmuiYSoYJVSpf7ej6zaYcMv3WwdxDFl8REwOhNImk2Xld2JXq6BR53TSFkyT7PwVLuq-1GwtGHlQeg7gDT6xW0JqHDPn_H-puQsmthc9Zg0ojmJf"
            + "qqFvETUxLAF-KjcBTS5dNy6egwkYtOt8EIHK-oEsKYtZRaa8Z7MOZ7UGxGIMvEmxrGCPeJa14slv2-gaqK0kEThkaSqdYw0FkQZF",
            "ER7MWJZ1FBI_NKvn7Zb1Lw");
    }

    [Test, Category("RFC 7520 §5.6"), Category("RFC 7520 §5.9")]
    public void A_message_under_a_shared_key_or_with_compressed_content_is_refused()
    {
        foreach (var algorithm in EncryptionAlgorithms.KeyManagement)
        {
            Assert.That(Jwe.Decrypt(Direct, TestRecipient.For(algorithm).Private), Is.Null);
            Assert.That(Jwe.Decrypt(Compressed, TestRecipient.For(algorithm).Private), Is.Null);
        }
        Assert.That(Jwe.KeyIdOf(Direct), Is.Not.Null, "it is a message");
        Assert.That(Jwe.KeyIdOf(Compressed), Is.Null, "what is compressed is not even read");
    }

    private static void AssertOpens(string message, string algorithm, ECCurve curve, string x, string y, string d)
    {
        using var key = ECDiffieHellman.Create(new ECParameters { Curve = curve, Q = new ECPoint { X = Bytes(x), Y = Bytes(y) }, D = Bytes(d) });

        var opened = Jwe.Decrypt(message, DecryptionKey.FromPkcs8(algorithm, "cookbook", key.ExportPkcs8PrivateKey()))!;

        AssertSentence(opened.Content);
        Assert.That(opened.Token, Is.Null, "a sentence is no token");
    }

    private static void AssertContent(string enc, string key, string header, string iv, string ciphertext, string tag) =>
        AssertSentence(ContentEncryption.Find(enc)!.Decrypt(Bytes(key), Bytes(iv), Bytes(ciphertext), Bytes(tag), Encoding.ASCII.GetBytes(header)));

    private static void AssertSentence(byte[]? content)
    {
        Assert.That(content, Is.Not.Null);
        Assert.That(Encoding.UTF8.GetString(content!), Does.StartWith("You can trust us to stick with you").And.EndWith("We are your friends, Frodo."));
    }

    private static byte[] Bytes(string text) => CanonicalBase64Url.TryDecode(text, out var bytes) ? bytes : throw new FormatException(text);
}
