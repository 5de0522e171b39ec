using NUnit.Framework;
using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Server.Federation;
using PseIdentity.Server.SignIn;

namespace PseIdentity.Server.Tests.Federation;

/// <summary>What a company's word is worth beside what is asked here.</summary>
internal sealed class CompanyFactorTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Guid Person = Guid.NewGuid();

    [TestCase("", "", AuthenticationLevels.Password), TestCase("pwd otp", "", AuthenticationLevels.Password), TestCase("pwd otp mfa", "", AuthenticationLevels.MultiFactor),
     TestCase("pwd", "https://refeds.org/profile/mfa", AuthenticationLevels.MultiFactor), TestCase("hwk", "phr", AuthenticationLevels.PhishingResistant),
     TestCase("", AuthenticationLevels.MultiFactor, AuthenticationLevels.MultiFactor), TestCase("", "urn:something", AuthenticationLevels.Password)]
    public void A_trusted_companys_words_have_a_level_here(string amr, string acr, string level) =>
        Assert.That(UpstreamLevels.LevelOf(Said(amr, acr)), Is.EqualTo(level));

    [Test, Category("RFC 8176 §2")]
    public void Only_registered_words_are_passed_on() =>
        Assert.That(UpstreamLevels.KnownMethods(Said("pwd ngcmfa otp pwd", "")), Is.EqualTo(new[] { "pwd", "otp" }));

    [Test]
    public void A_company_whose_word_counts_is_enough_where_it_asked_for_two_factors()
    {
        var factor = Federated() with { Amr = ["pwd", "otp"], Level = AuthenticationLevels.MultiFactor };
        var policy = new SignInPolicy(Person, NeedsSecondFactor: false, NeedsNewPassword: true) { MustEnroll = true, NeedsVerifiedEmail = true };

        Assert.That(NextStep.Of(After(factor), policy, stepUp: false), Is.EqualTo(Step.Complete));
        Assert.That(Amr.Of([factor]), Is.EqualTo(new[] { "pwd", "otp", "mfa" }));
        Assert.That(Amr.LevelOf([factor]), Is.EqualTo(AuthenticationLevels.MultiFactor));
    }

    [Test]
    public void Otherwise_what_the_account_asks_for_is_asked_here()
    {
        var policy = new SignInPolicy(Person, NeedsSecondFactor: true, NeedsNewPassword: true);

        Assert.That(NextStep.Of(After(Federated()), policy, stepUp: false), Is.EqualTo(Step.SecondFactor));
        Assert.That(NextStep.Of(After(Federated(), new ProvenFactor(Factors.Totp, Now)), policy, stepUp: false), Is.EqualTo(Step.Complete));
        Assert.That(NextStep.Of(After(Federated()), policy with { NeedsSecondFactor = false, MustEnroll = true }, stepUp: false), Is.EqualTo(Step.Enroll));
        Assert.That(Amr.LevelOf([Federated(), new ProvenFactor(Factors.Totp, Now)]), Is.EqualTo(AuthenticationLevels.MultiFactor));
    }

    [Test]
    public void Nobody_who_comes_from_a_company_is_offered_a_passkey_on_the_way() =>
        Assert.That(NextStep.Of(After(Federated()) with { CanEnroll = true }, new SignInPolicy(Person, false, false) { OffersPasskey = true }, stepUp: false), Is.EqualTo(Step.Complete));

    private static UpstreamIdentity Said(string amr, string acr) => new()
    {
        Subject = "dave",
        Claims = new Dictionary<string, IReadOnlyList<string>>(),
        Amr = amr.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        Acr = acr,
    };

    private static ProvenFactor Federated() => new(Factors.Federated, Now);

    private static Attempt After(params ProvenFactor[] factors) =>
        new() { RequestId = "request", BrowserHash = [1], UserId = Person, Factors = factors, ExpiresAt = Now.AddHours(1) };
}
