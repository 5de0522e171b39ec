using System.Text;
using NUnit.Framework;
using PseIdentity.Server.SignIn.SecondFactors;

namespace PseIdentity.Server.Tests.SignIn;

[Category("RFC 6238 §4.2")]
internal sealed class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 15, TimeSpan.Zero);

    // Appendix B, the rows for SHA-1.
    [TestCase(59, "94287082")]
    [TestCase(1111111109, "07081804")]
    [TestCase(1111111111, "14050471")]
    [TestCase(1234567890, "89005924")]
    [TestCase(2000000000, "69279037")]
    [TestCase(20000000000, "65353130")]
    public void The_vectors_of_appendix_B_hold(long unixTime, string code)
    {
        var step = Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(unixTime));

        Assert.That(Totp.CodeAt(Secret, step, digits: 8), Is.EqualTo(code));
        Assert.That(Totp.CodeAt(Secret, step), Is.EqualTo(code[2..]), "six digits are the last ones");
    }

    [TestCase(-1)]
    [TestCase(0)]
    [TestCase(1)]
    public void A_code_of_this_step_and_of_the_ones_beside_it_is_found(int drift)
    {
        var step = Totp.StepAt(Now) + drift;

        Assert.That(Totp.Match(Secret, Totp.CodeAt(Secret, step), Now), Is.EqualTo(step));
    }

    [TestCase(-2)]
    [TestCase(2)]
    public void A_code_two_steps_away_is_not(int drift) =>
        Assert.That(Totp.Match(Secret, Totp.CodeAt(Secret, Totp.StepAt(Now) + drift), Now), Is.Null);

    [TestCase("")]
    [TestCase("12345")]
    [TestCase("1234567")]
    [TestCase("١٢٣٤٥٦")]
    public void What_has_not_six_digits_is_no_code(string code) => Assert.That(Totp.Match(Secret, code, Now), Is.Null);

    [Test]
    public void A_code_of_another_secret_is_not_accepted()
    {
        var other = Encoding.ASCII.GetBytes("12345678901234567891");

        Assert.That(Totp.Match(Secret, Totp.CodeAt(other, Totp.StepAt(Now)), Now), Is.Null);
    }
}
