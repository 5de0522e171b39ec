using NUnit.Framework;
using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Server.SignIn;
using PseIdentity.Testing;

namespace PseIdentity.Server.Tests.SignIn;

/// <summary>What is asked next, as a table.</summary>
internal sealed class NextStepTests
{
    private static readonly DateTimeOffset Now = new FakeTimeProvider().GetUtcNow();
    private static readonly SignInPolicy Plain = new(Guid.CreateVersion7(), NeedsSecondFactor: false, NeedsNewPassword: false);

    // What was proven; has an authenticator; must choose a new password; what comes next.
    [TestCase("", false, false, nameof(Step.Password))]
    [TestCase("", true, true, nameof(Step.Password))]
    [TestCase("pwd", false, false, nameof(Step.Complete))]
    [TestCase("pwd", true, false, nameof(Step.SecondFactor))]
    [TestCase("pwd", true, true, nameof(Step.SecondFactor))]
    [TestCase("pwd", false, true, nameof(Step.ChangePassword))]
    [TestCase("pwd otp", true, true, nameof(Step.ChangePassword))]
    [TestCase("pwd otp", true, false, nameof(Step.Complete))]
    public void The_next_step_follows_from_what_was_proven(string proven, bool authenticator, bool mustChange, string expected)
    {
        var policy = new SignInPolicy(Guid.CreateVersion7(), authenticator, mustChange);

        Assert.That(NextStep.Of(AttemptOf(policy.UserId, proven), policy, stepUp: false).ToString(), Is.EqualTo(expected));
    }

    [Test]
    public void A_proof_of_somebody_else_counts_nothing()
    {
        Assert.That(NextStep.Of(AttemptOf(Guid.CreateVersion7(), "pwd"), Plain, stepUp: false), Is.EqualTo(Step.Password));
    }

    [Test]
    public void Somebody_who_was_disabled_on_the_way_begins_again()
    {
        Assert.That(NextStep.Of(AttemptOf(Plain.UserId, "pwd"), policy: null, stepUp: false), Is.EqualTo(Step.Password));
    }

    [Test]
    public void Without_a_proof_a_session_that_only_lacks_a_second_factor_is_asked_for_that_alone()
    {
        Assert.That(NextStep.Of(null, Plain with { NeedsSecondFactor = true }, stepUp: true), Is.EqualTo(Step.SecondFactor));
    }

    [Test]
    public void A_session_by_password_steps_up_where_mfa_is_asked_for() => Assert.That(IsStepUp("acr_values=urn%3Apse-identity%3Aacr%3Amfa"), Is.True);

    [TestCase("acr_values=urn%3Apse-identity%3Aacr%3Apassword", TestName = "Not where the password is enough")]
    [TestCase("", TestName = "Not where nothing is asked for")]
    [TestCase("acr_values=urn%3Apse-identity%3Aacr%3Aphishing-resistant", TestName = "Not where a code would not be enough either")]
    [TestCase("acr_values=urn%3Apse-identity%3Aacr%3Amfa&prompt=login", TestName = "Not where the whole sign-in is asked for")]
    [TestCase("acr_values=urn%3Apse-identity%3Aacr%3Amfa&prompt=select_account", TestName = "Not where another account may be chosen")]
    [TestCase("acr_values=urn%3Apse-identity%3Aacr%3Amfa&max_age=60", TestName = "Not where the session is too old")]
    [TestCase("acr_values=urn%3Apse-identity%3Aacr%3Amfa&id_token_hint=x", TestName = "Not where one certain person is asked for")]
    public void Step_up_is_nothing_else(string parameters) => Assert.That(IsStepUp(parameters), Is.False);

    [Test]
    public void Nobody_steps_up_without_an_authenticator() =>
        Assert.That(IsStepUp("acr_values=urn%3Apse-identity%3Aacr%3Amfa", Plain), Is.False);

    [TestCase("pwd", AuthenticationLevels.MultiFactor, nameof(Step.SecondFactor))]
    [TestCase("pwd sms", AuthenticationLevels.MultiFactor, nameof(Step.SecondFactor))]
    [TestCase("pwd otp", AuthenticationLevels.MultiFactor, nameof(Step.Complete))]
    [TestCase("pwd otp", AuthenticationLevels.PhishingResistant, nameof(Step.SecondFactor))]
    [TestCase("pwd passkey", AuthenticationLevels.PhishingResistant, nameof(Step.Complete))]
    public void A_request_for_a_level_is_answered_by_a_factor_that_reaches_it(string proven, string wanted, string expected)
    {
        var policy = Plain with { NeedsSecondFactor = true, Wanted = wanted };

        Assert.That(NextStep.Of(AttemptOf(policy.UserId, proven), policy, stepUp: false).ToString(), Is.EqualTo(expected));
    }

    [Test]
    public void A_passkey_that_verified_its_user_is_two_factors_in_one()
    {
        var attempt = AttemptOf(Plain.UserId, "passkey");
        var verified = attempt with { Factors = [attempt.Factors[0] with { UserVerified = true }] };
        var policy = Plain with { NeedsSecondFactor = true };

        Assert.That(NextStep.Of(attempt, policy, stepUp: false), Is.EqualTo(Step.SecondFactor));
        Assert.That(NextStep.Of(verified, policy, stepUp: false), Is.EqualTo(Step.Complete));
        Assert.That(NextStep.Of(verified, policy with { NeedsNewPassword = true }, stepUp: false), Is.EqualTo(Step.Complete));
    }

    [Test]
    public void A_required_factor_is_enrolled_and_an_offered_one_may_be_declined()
    {
        var attempt = AttemptOf(Plain.UserId, "pwd") with { CanEnroll = true };
        var offer = Plain with { OffersPasskey = true, Reachable = AuthenticationLevels.Password };

        Assert.That(NextStep.Of(attempt, Plain with { MustEnroll = true }, stepUp: false), Is.EqualTo(Step.Enroll));
        Assert.That(NextStep.Of(attempt, offer, stepUp: false), Is.EqualTo(Step.Enroll));
        Assert.That(NextStep.Of(attempt, offer with { Reachable = AuthenticationLevels.MultiFactor }, stepUp: false), Is.EqualTo(Step.Complete), "who came with less than the account has is offered nothing");
        Assert.That(NextStep.Of(attempt with { CanEnroll = false }, offer, stepUp: false), Is.EqualTo(Step.Complete));
        Assert.That(NextStep.Of(attempt with { EnrollmentAnsweredAt = Now }, offer, stepUp: false), Is.EqualTo(Step.Complete));
        Assert.That(NextStep.Of(attempt with { EnrollmentAnsweredAt = Now }, Plain with { MustEnroll = true }, stepUp: false), Is.EqualTo(Step.Enroll));
    }

    private static bool IsStepUp(string parameters, SignInPolicy? policy = null)
    {
        var request = new PendingAuthorization { RequestId = "r", Parameters = parameters, ArrivedAt = Now, BrowserHash = [] };
        var asked = RequestedSignIn.From(request);
        policy ??= Plain with
        {
            NeedsSecondFactor = true,
            Wanted = asked.AcrValues?.FirstOrDefault(level => AuthenticationLevels.Satisfies(AuthenticationLevels.MultiFactor, level)),
        };
        return NextStep.IsStepUp(asked, new Client("c", new ClientMetadata(), []), SessionOf(policy.UserId), policy, Now, Now);
    }

    private static BrowserSession SessionOf(Guid userId) => new()
    {
        Id = Guid.CreateVersion7(),
        Sid = "sid",
        UserId = userId,
        Subject = "subject",
        UserStamp = 0,
        AuthTime = Now - TimeSpan.FromMinutes(10),
        Amr = ["pwd"],
        Acr = AuthenticationLevels.Password,
        CreatedAt = Now,
        LastSeenAt = Now,
        LiveUntil = Now,
        ExpiresAt = Now,
    };

    private static Attempt AttemptOf(Guid userId, string proven) => new()
    {
        RequestId = "r",
        BrowserHash = [],
        UserId = userId,
        Factors = [.. proven.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(method => new ProvenFactor(method, Now))],
        ExpiresAt = Now,
    };
}
