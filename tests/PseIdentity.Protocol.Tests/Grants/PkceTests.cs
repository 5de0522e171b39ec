using NUnit.Framework;
using PseIdentity.Protocol.Grants;

namespace PseIdentity.Protocol.Tests.Grants;

public sealed class PkceTests
{
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    [Test, Category("RFC 7636 §B")]
    public void The_verifier_of_the_example_matches_its_challenge_alone()
    {
        Assert.That(Pkce.IsVerifier(Verifier), Is.True);
        Assert.That(Pkce.IsChallenge(Challenge), Is.True);
        Assert.That(Pkce.Matches(Verifier, Challenge), Is.True);
        Assert.That(Pkce.Matches(Verifier, Challenge.ToLowerInvariant()), Is.False);
        Assert.That(Pkce.Matches(Verifier, Challenge + "="), Is.False);
        Assert.That(Pkce.Matches(Challenge, Challenge), Is.False, "the method is never plain");
    }
}
