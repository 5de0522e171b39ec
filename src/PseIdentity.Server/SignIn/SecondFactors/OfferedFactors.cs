using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.SecondFactors;

/// <summary>Which second factors a person may use at this moment.</summary>
/// <param name="all">Strongest first.</param>
internal sealed class OfferedFactors(IEnumerable<ISecondFactor> all)
{
    /// <summary>Those that are ready and that lead to what the request wants.</summary>
    public async ValueTask<IReadOnlyList<ISecondFactor>> ForAsync(SignInTurn turn, CancellationToken ct)
    {
        var offered = new List<ISecondFactor>();
        if (turn.Person is { } person)
            foreach (var factor in all)
                if (IsEnough(turn, factor.Method) && await factor.IsReadyAsync(person, ct))
                    offered.Add(factor);
        return offered;
    }

    /// <summary>The one that is asked for first: the one that was used last, otherwise the strongest.</summary>
    public static ISecondFactor? First(IReadOnlyList<ISecondFactor> offered, Account person) =>
        offered.OrderBy(factor => factor.IsStandIn).ThenByDescending(factor => factor.UsedAt(person) ?? DateTimeOffset.MinValue).FirstOrDefault();

    private static bool IsEnough(SignInTurn turn, string method)
    {
        if (turn.Policy?.Wanted is not { } wanted)
            return true;
        var candidate = new ProvenFactor(method, default);
        return turn is { HasProof: true, Attempt: { } attempt } ? NextStep.IsEnough([.. attempt.Factors, candidate], wanted)
            : turn.Session is { } session && AuthenticationLevels.Satisfies(Amr.LevelOf([candidate], session.Acr), wanted);
    }
}
