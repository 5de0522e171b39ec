using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.Http;
using PseIdentity.Server.SignIn;
using PseIdentity.Storage.Federation;

namespace PseIdentity.Server.Federation;

/// <summary>What a checked identity from upstream leads to: the next step of the sign-in, or a link to the account of whoever is signed in.</summary>
internal sealed class FederatedSignIn(
    FederatedPeople people, OwnCompanies companies, UpstreamSessionStore sessions, BrowserSessions browsers, SignInFlow flow, IOptions<SignInOptions> options, TimeProvider clock)
{
    /// <returns>The path that comes next.</returns>
    /// <exception cref="UpstreamException">The identity is nobody's here, and will not be.</exception>
    public async Task<string> CompleteAsync(HttpContext context, SignInTurn turn, Upstream upstream, UpstreamIdentity identity)
    {
        var caller = Caller.Of(context, turn.Client?.Id);
        // The state is used up: from here on a caller that hangs up must not leave half of it.
        if (turn.Asked.Link is { } link)
            return await LinkAsync(context, turn, upstream, identity, link, caller);
        var person = await people.FindAsync(upstream.Provider, identity, caller, CancellationToken.None);

        var now = clock.GetUtcNow();
        var session = await sessions.AddAsync(new UpstreamSession(upstream.Name, identity.Subject, identity.Sid, identity.Hint), now + options.Value.ProofLifetime);
        var trusts = upstream.Provider.TrustsAmr;
        return await flow.FirstFactorProvenAsync(context, turn, person, new ProvenFactor(Factors.Federated, now)
        {
            Upstream = session,
            Amr = trusts ? UpstreamLevels.KnownMethods(identity) : null,
            Level = trusts ? UpstreamLevels.LevelOf(identity) : null,
            // A provider that does not say when may answer from an old session: longer ago than what counts as recent here.
            ProvenAt = identity.AuthTime is not { } at ? now - options.Value.RecentFor - TimeSpan.FromSeconds(1) : at < now ? at : null,
        }, remember: false, canEnroll: false, CancellationToken.None);
    }

    private async Task<string> LinkAsync(HttpContext context, SignInTurn turn, Upstream upstream, UpstreamIdentity identity, LinkWish wish, Caller caller)
    {
        // The account's owner asked for it on a page of the account, and is still the one who is signed in. Somebody who is on the way meanwhile,
        // with a password alone, is the person of this turn, and gets no link.
        if (wish.Provider != upstream.Name || await browsers.FindAsync(context, CancellationToken.None) is not { } session || session.UserId != wish.UserId
            || turn.HasProof || turn.Person is not { } person || person.Id != wish.UserId)
            throw new UpstreamException("federation.link_other_person", "another person is signed in than the one who asked for the link");
        await companies.LinkAsync(person, upstream.Provider, identity.Subject, caller);
        return turn.Destination;
    }
}
