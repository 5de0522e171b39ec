using NUnit.Framework;
using PseIdentity.Protocol.Approvals;
using PseIdentity.Protocol.Grants;
using PseIdentity.Protocol.Outbox;

namespace PseIdentity.Testing.Contracts;

/// <summary>Requests that wait for a person's decision elsewhere.</summary>
public abstract class ApprovalStoreContract : StoreContract
{
    [Test]
    public async Task A_request_comes_back_as_it_was_by_its_id_its_code_and_its_user_code()
    {
        var approval = NewApproval() with { UserId = Guid.NewGuid(), Code = "repeated-by-ping" };

        Assert.That(await AddAsync(approval), Is.True);

        foreach (var found in new[]
                 {
                     await Stores.Approvals.FindAsync(approval.Id, CancellationToken.None),
                     await Stores.Approvals.FindByCodeAsync(approval.CodeHash, CancellationToken.None),
                     await Stores.Approvals.FindByUserCodeAsync(approval.UserCodeHash!, Now, CancellationToken.None),
                 })
        {
            Assert.That(found, Is.Not.Null);
            Assert.That(found!.CodeHash, Is.EqualTo(approval.CodeHash));
            Assert.That(found.UserCodeHash, Is.EqualTo(approval.UserCodeHash));
            Assert.That(found with { CodeHash = approval.CodeHash, UserCodeHash = approval.UserCodeHash }, Is.EqualTo(approval));
        }
    }

    [Test, Category("RFC 8628 §6.1")]
    public async Task A_user_code_belongs_to_one_request_at_a_time()
    {
        var first = NewApproval();
        await AddAsync(first);

        Assert.That(await AddAsync(NewApproval() with { UserCodeHash = first.UserCodeHash }), Is.False);
        Assert.That(await AddAsync(NewApproval() with { UserCodeHash = null }), Is.True);
        Assert.That(await AddAsync(NewApproval() with { UserCodeHash = null }), Is.True, "requests without one do not meet");
    }

    [Test]
    public async Task A_person_is_asked_so_often_and_no_more_however_many_ask_at_once()
    {
        var person = (await Stores.AddUserAsync()).Id;
        Task<bool[]> AskAsync(int times, Guid whom, DateTimeOffset at) => Task.WhenAll(Enumerable.Range(0, times).Select(async _ => await Stores.Approvals.TryInviteAsync(
            NewApproval() with { Kind = ApprovalKinds.Ciba, UserCodeHash = null, UserId = whom, CreatedAt = at, ExpiresAt = at.AddMinutes(5) },
            new OutboxMessage("test-" + Guid.NewGuid(), "{}"), new InvitationLimit(3, 4), CancellationToken.None)));

        Assert.That((await AskAsync(8, person, Now)).Count(asked => asked), Is.EqualTo(3), "at a time");
        Assert.That((await AskAsync(8, person, Now.AddMinutes(6))).Count(asked => asked), Is.EqualTo(1), "in an hour");
        Assert.That((await AskAsync(1, (await Stores.AddUserAsync()).Id, Now)).Single(), Is.True, "somebody else");
        Assert.That((await AskAsync(1, person, Now.AddMinutes(67))).Single(), Is.True, "later");
    }

    [Test]
    public async Task What_was_approved_is_kept_with_the_request_and_no_longer_found_by_its_user_code()
    {
        var approval = NewApproval();
        await AddAsync(approval);
        var access = NewAccess(approval);

        Assert.That(await Stores.Approvals.TryApproveAsync(approval, access, [], Now), Is.True);

        var found = await Stores.Approvals.FindByCodeAsync(approval.CodeHash, CancellationToken.None);
        Assert.That(found!.State, Is.EqualTo(ApprovalState.Approved));
        Assert.That(found.Access, Is.EqualTo(access));
        Assert.That(found.Parameters, Is.EqualTo(approval.Parameters));
        Assert.That(await Stores.Approvals.FindByUserCodeAsync(approval.UserCodeHash!, Now, CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task One_decision_counts_and_nothing_is_told_for_the_others()
    {
        var approval = NewApproval();
        await AddAsync(approval);
        var ping = new OutboxMessage("test-" + approval.Id, "{}");

        var decisions = await Task.WhenAll(Enumerable.Range(0, 20).Select(async turn => turn % 2 == 0
            ? await Stores.Approvals.TryApproveAsync(approval, NewAccess(approval), [ping], Now)
            : await Stores.Approvals.TryDenyAsync(approval.Id, [ping], Now)));

        Assert.That(decisions.Count(won => won), Is.EqualTo(1));
        var told = await Stores.Outbox.ClaimAsync(100, 100, TimeSpan.FromMinutes(1), Now, CancellationToken.None);
        Assert.That(told.Count(message => message.Kind == ping.Kind), Is.EqualTo(1));
    }

    [Test]
    public async Task After_its_time_a_request_can_no_longer_be_decided_but_is_still_known()
    {
        var approval = NewApproval();
        await AddAsync(approval);
        var late = approval.ExpiresAt;

        Assert.That(await Stores.Approvals.TryApproveAsync(approval, NewAccess(approval), [], late), Is.False);
        Assert.That(await Stores.Approvals.TryDenyAsync(approval.Id, [], late), Is.False);
        Assert.That(await Stores.Approvals.FindByUserCodeAsync(approval.UserCodeHash!, late, CancellationToken.None), Is.Null);
        Assert.That((await Stores.Approvals.FindByCodeAsync(approval.CodeHash, CancellationToken.None))?.State, Is.EqualTo(ApprovalState.Pending));
    }

    [Test, Category("RFC 8628 §3.5")]
    public async Task A_poll_before_its_time_lengthens_the_interval_for_good()
    {
        var approval = NewApproval();
        await AddAsync(approval);

        Assert.That(await PollAfterAsync(0), Is.False, "the first one");
        Assert.That(await PollAfterAsync(5), Is.False);
        Assert.That(await PollAfterAsync(4), Is.True, "now 10");
        Assert.That(await PollAfterAsync(9), Is.True, "now 15");
        Assert.That(await PollAfterAsync(15), Is.False);
        Assert.That((await Stores.Approvals.FindAsync(approval.Id, CancellationToken.None))?.Interval, Is.EqualTo(15));

        ValueTask<bool> PollAfterAsync(int seconds)
        {
            time = time.AddSeconds(seconds);
            return Stores.Approvals.PollAsync(approval.Id, time);
        }
    }

    [Test, Category("RFC 8628 §3.5")]
    public async Task Of_polls_at_the_same_time_one_is_in_time()
    {
        var approval = NewApproval();
        await AddAsync(approval);

        var tooSoon = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ => await Stores.Approvals.PollAsync(approval.Id, Now)));

        Assert.That(tooSoon.Count(soon => !soon), Is.EqualTo(1));
    }

    [Test]
    public async Task What_is_decided_is_not_polled()
    {
        var approval = NewApproval();
        await AddAsync(approval);
        await Stores.Approvals.TryDenyAsync(approval.Id, [], Now);

        for (var turn = 0; turn < 3; turn++)
            Assert.That(await Stores.Approvals.PollAsync(approval.Id, Now), Is.False);
    }

    private DateTimeOffset time = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private ValueTask<bool> AddAsync(Approval approval) => Stores.Approvals.TryAddAsync(approval, [], CancellationToken.None);

    private Approval NewApproval() => new()
    {
        Id = Guid.CreateVersion7(),
        Kind = ApprovalKinds.Device,
        CodeHash = RandomHash(),
        UserCodeHash = RandomHash(),
        ClientId = "television",
        Parameters = "client_id=television&scope=openid",
        Interval = 5,
        CreatedAt = Now,
        ExpiresAt = Now.AddMinutes(10),
    };

    private ApprovedAccess NewAccess(Approval approval) => new()
    {
        GrantId = approval.Id,
        ClientId = approval.ClientId,
        IssuedAtMilliseconds = Now.ToUnixTimeMilliseconds(),
        UserId = Guid.NewGuid(),
        Subject = "subject",
        SessionId = Guid.NewGuid(),
        Sid = "sid",
        Scope = "openid",
        Acr = "acr",
        Amr = "pwd",
    };
}
