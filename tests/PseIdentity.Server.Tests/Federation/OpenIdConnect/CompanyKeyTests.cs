using NUnit.Framework;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Server.Tests.Federation.OpenIdConnect;

/// <summary>Companies change their keys (OpenID Connect Core §10.1).</summary>
internal sealed class CompanyKeyTests : UpstreamFixture
{
    [Test, Category("OpenID Connect Core §10.1.1")]
    public async Task A_new_key_is_believed_once_it_is_published()
    {
        await using var there = await NewSignInAsync();
        await there.RunAsync();
        Pass(61);
        (there.Company.Key, there.Company.Published) = (CompanyProvider.SecondKey, [CompanyProvider.SecondKey.PublicKey, CompanyProvider.FirstKey.PublicKey]);

        Assert.That((await there.RunAsync()).Subject, Is.EqualTo("employee-7"));
        Assert.That(there.Company.TimesAsked("/keys"), Is.EqualTo(2));
    }

    [Test]
    public async Task Keys_that_nobody_has_are_looked_for_once_a_minute_at_most()
    {
        await using var there = await NewSignInAsync();
        await there.RunAsync();
        there.Company.Key = CompanyProvider.SecondKey;

        Pass(61);
        for (var i = 0; i < 3; i++)
            Assert.That((await RefusalAsync(there)).Id, Is.EqualTo("federation.token_signature"));
        Assert.That(there.Company.TimesAsked("/keys"), Is.EqualTo(2));

        Pass(61);
        await RefusalAsync(there);
        Assert.That(there.Company.TimesAsked("/keys"), Is.EqualTo(3));
    }

    [Test]
    public async Task A_key_that_was_taken_back_is_not_believed_for_longer_than_an_hour()
    {
        await using var there = await NewSignInAsync();
        await there.RunAsync();
        there.Company.Published = [CompanyProvider.SecondKey.PublicKey];

        Pass(3601);

        Assert.That((await RefusalAsync(there)).Id, Is.EqualTo("federation.token_signature"));
    }

    [Test, Category("OpenID Connect Core §10.1")]
    public async Task A_key_without_a_name_is_believed_where_it_is_the_only_one()
    {
        await using var there = await NewSignInAsync();
        there.Company.Sign = claims => SignedByHand.By(CompanyProvider.FirstKey, claims, named: false);
        there.Company.Published = [CompanyProvider.FirstKey.PublicKey, SigningKey.Generate("ES256").PublicKey];

        Assert.That((await there.RunAsync()).Subject, Is.EqualTo("employee-7"));
    }

    [Test, Category("OpenID Connect Core §10.1")]
    public async Task Several_keys_that_fit_ask_for_a_name()
    {
        await using var there = await NewSignInAsync();
        there.Company.Sign = claims => SignedByHand.By(CompanyProvider.FirstKey, claims, named: false);
        there.Company.Published = [CompanyProvider.FirstKey.PublicKey, CompanyProvider.SecondKey.PublicKey];

        Assert.That((await RefusalAsync(there)).Id, Is.EqualTo("federation.token_signature"));
    }

    [Test]
    public async Task A_company_may_sign_with_another_kind_of_key()
    {
        await using var there = await NewSignInAsync();
        using var key = SigningKey.Generate("ES256");
        (there.Company.Key, there.Company.Published) = (key, [CompanyProvider.FirstKey.PublicKey, key.PublicKey]);

        Assert.That((await there.RunAsync()).Subject, Is.EqualTo("employee-7"));
    }
}
