using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NUnit.Framework;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Server.SignIn;

namespace PseIdentity.Server.Tests.SignIn;

/// <summary>Under what callers are counted.</summary>
internal sealed class AddressHashTests
{
    [TestCase("192.0.2.1", "::ffff:192.0.2.1", true)]
    [TestCase("192.0.2.1", "192.0.2.2", false)]
    [TestCase("2001:db8:0:1::1", "2001:db8:0:1:ffff::9", true)]
    [TestCase("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [TestCase(null, "no address", true)]
    [Category("RFC 6177 §2")]
    public void One_caller_is_one_address_or_one_subnet(string? one, string? other, bool same) =>
        Assert.That(AddressHash.Of(one).AsSpan().SequenceEqual(AddressHash.Of(other)), Is.EqualTo(same));

    [TestCase("192.0.2.1", "192.0.2.200", true)]
    [TestCase("192.0.2.1", "192.0.3.1", false)]
    [TestCase("2001:db8:1:1::1", "2001:db8:1:2::1", true)]
    [TestCase("2001:db8:1::1", "2001:db8:2::1", false)]
    public void And_its_network_is_what_is_around_it(string one, string other, bool same) =>
        Assert.That(AddressHash.OfNetwork(one).AsSpan().SequenceEqual(AddressHash.OfNetwork(other)), Is.EqualTo(same));
}

/// <summary>Guesses at the codes of other people's devices.</summary>
internal sealed class UserCodeAddressTests : SignInPages
{
    [Test, Category("RFC 8628 §5.1")]
    public async Task Addresses_of_one_subnet_are_one_guesser()
    {
        var guesses = Provider.Services.GetRequiredService<UserCodeGuesses>();
        var limit = Provider.Services.GetRequiredService<IOptions<SignInOptions>>().Value.LockoutFailures * 10;
        for (var i = 0; i < limit; i++)
            Assert.That(await guesses.ReserveAsync(Somebody(), $"2001:db8::{i + 1:x}"), Is.Null);

        Assert.That(await guesses.ReserveAsync(Somebody(), "2001:db8::ffff"), Is.Not.Null);
    }

    private BrowserSession Somebody() => new()
    {
        Id = Guid.CreateVersion7(),
        Sid = "sid",
        UserId = Guid.CreateVersion7(),
        Subject = "subject",
        UserStamp = 0,
        AuthTime = Clock.GetUtcNow(),
        Amr = ["pwd"],
        Acr = AuthenticationLevels.Password,
        CreatedAt = Clock.GetUtcNow(),
        LastSeenAt = Clock.GetUtcNow(),
        LiveUntil = Clock.GetUtcNow(),
        ExpiresAt = Clock.GetUtcNow(),
    };
}
