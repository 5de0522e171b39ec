using System.Text;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.Tests.Jose;

/// <summary>The examples printed in the specifications.</summary>
public sealed class JwsVectorTests
{
    private const string Claims = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    private const string RsaModulus =
        "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b"
        + "32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5"
        + "IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";

    private const string RsaSignature =
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAyn"
        + "RFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnv"
        + "Wh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

    private const string CookbookModulus =
        "n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcE"
        + "e6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg"
        + "_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw";

    private const string Dangerous =
        "SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBr"
        + "ZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4";

    [Test, Category("RFC 7515 §A.2")]
    public void The_RS256_example_verifies_and_reads()
    {
        var key = VerificationKey.Create(TestKeys.Jwk($$"""{"kty":"RSA","n":"{{RsaModulus}}","e":"AQAB"}"""), "RS256")!;

        var jws = Jws.Parse($"eyJhbGciOiJSUzI1NiJ9.{Claims}.{RsaSignature}")!;

        Assert.That(jws.IsSignedBy(key), Is.True);
        Assert.That(jws.Algorithm, Is.EqualTo("RS256"));
        Assert.That(jws.Payload.GetString("iss"), Is.EqualTo("joe"));
        Assert.That(jws.Payload.GetNumericDate("exp"), Is.EqualTo(DateTimeOffset.FromUnixTimeSeconds(1300819380)));
        Assert.That(jws.Payload.GetBoolean("http://example.com/is_root"), Is.True);
    }

    [Test, Category("RFC 7515 §A.3")]
    public void The_ES256_example_verifies()
    {
        var key = VerificationKey.Create(TestKeys.Jwk(
            """{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"""),
            "ES256")!;

        var jws = Jws.Parse(
            $"eyJhbGciOiJFUzI1NiJ9.{Claims}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q")!;

        Assert.That(jws.IsSignedBy(key), Is.True);
    }

    // Its payload is the word "Payload", which Jws refuses; the signature is good all the same.
    [Test, Category("RFC 7515 §A.4")]
    public void The_ES512_example_verifies() => AssertVerifies(
        """
        {"kty":"EC","crv":"P-521","x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk","y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"}
        """,
        "ES512",
        "eyJhbGciOiJFUzUxMiJ9",
        "AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJ"
        + "jyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn",
        "UGF5bG9hZA");

    [Test, Category("RFC 7515 §A.5"), Category("RFC 7519 §6.1")]
    public void The_unsecured_example_is_believed_by_no_key()
    {
        var jws = Jws.Parse($"eyJhbGciOiJub25lIn0.{Claims}.");

        Assert.That(jws?.IsSignedBy(TestKeys.Es256.Verification), Is.Not.True);
        Assert.That(jws?.IsSignedBy(TestKeys.Rs256.Verification), Is.Not.True);
        Assert.That(VerificationKey.Create(TestKeys.Es256.PublicKey, "none"), Is.Null);
        Assert.That(MacKey.Create(new string('s', 64), "none"), Is.Null);
    }

    // The payload of the cookbook is a sentence, which Jws refuses; its signatures are good all the same.
    [Test, Category("RFC 7520 §4.1")]
    public void The_RS256_signature_of_the_cookbook_verifies() => AssertVerifies(
        $$"""{"kty":"RSA","kid":"bilbo.baggins@hobbiton.example","use":"sig","e":"AQAB","n":"{{CookbookModulus}}"}""",
        "RS256",
        "eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9",
        "MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII7PNDi84wnB-BDkoBwA78185hX-Es4JIwmDLJK3"
        + "lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12"
        + "podGU0KLUQSE_oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg");

    [Test, Category("RFC 7520 §4.2")]
    public void The_PS384_signature_of_the_cookbook_verifies() => AssertVerifies(
        $$"""{"kty":"RSA","e":"AQAB","n":"{{CookbookModulus}}"}""",
        "PS384",
        "eyJhbGciOiJQUzM4NCIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9",
        "cu22eBqkYDKgIlTpzDXGvaFfz6WGoz7fUDcfT0kkOy42miAh2qyBzk1xEsnk2IpN6-tPid6VrklHkqsGqDqHCdP6O8TTB5dDDItllVo6_1OLPpcbUrhiUSMxbbXUvdvWXzg-"
        + "UD8biiReQFlfz28zGWVsdiNAUf8ZnyPEgVFn442ZdNqiVJRmBqrYRXe8P_ijQ7p8Vdz0TTrxUeT3lm8d9shnr2lfJT8ImUjvAA2Xez2Mlp8cBE5awDzT0qI0n6uiP1aCN_2_"
        + "jLAeQTlqRHtfa64QQSUmFAAjVKPbByi7xho0uTOcbH510a6GYmJUAfmWjwZ6oD4ifKo8DYM-X72Eaw");

    [Test, Category("RFC 7520 §4.3")]
    public void The_ES512_signature_of_the_cookbook_verifies() => AssertVerifies(
        """
        {"kty":"EC","crv":"P-521","x":"AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt","y":"AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1"}
        """,
        "ES512",
        "eyJhbGciOiJFUzUxMiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9",
        "AE_R_YZCChjn4791jSQCrdPZCNYqHXCTZH0-JZGYNlaAjP2kqaluUIIUnC9qvbu9Plon7KRTzoNEuT4Va2cmL1eJAQy3mtPBu_u_sDDyYjnAMDxXPn7XrT0lw-kvAD890jl8"
        + "e2puQens_IEKBpHABlsbEPX6sFY8OcGDqoRuBomu9xQ2");

    [Test, Category("RFC 7520 §4.4")]
    public void The_HS256_MAC_of_the_cookbook_is_the_printed_one()
    {
        Assert.That(CanonicalBase64Url.TryDecode("hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg", out var secret), Is.True);
        Assert.That(CanonicalBase64Url.TryDecode("s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0", out var mac), Is.True);
        var signed = "eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9." + Dangerous;

        Assert.That(MacKey.OfOctets(secret, "HS256")!.Verify(Encoding.ASCII.GetBytes(signed), mac), Is.True);
        Assert.That(MacKey.OfOctets(secret, "HS256")!.Verify(Encoding.ASCII.GetBytes(signed + "x"), mac), Is.False);
    }

    private static void AssertVerifies(string jwk, string algorithm, string header, string signature, string payload = Dangerous)
    {
        var key = VerificationKey.Create(TestKeys.Jwk(jwk), algorithm)!;
        CanonicalBase64Url.TryDecode(signature, out var bytes);

        Assert.That(key.Verify(Encoding.ASCII.GetBytes($"{header}.{payload}"), bytes), Is.True);
        Assert.That(key.Verify(Encoding.ASCII.GetBytes($"{header}.{payload}x"), bytes), Is.False);
        Assert.That(Jws.Parse($"{header}.{payload}.{signature}"), Is.Null);
    }
}
