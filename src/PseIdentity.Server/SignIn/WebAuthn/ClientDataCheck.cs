namespace PseIdentity.Server.SignIn.WebAuthn;

/// <summary>What both ceremonies ask of the client data: Web Authentication Level 3 §7.1 steps 7 to 11, which are §7.2 steps 10 to 14.</summary>
internal sealed class ClientDataCheck(PasskeyScope scope, Challenges challenges)
{
    public const string Create = "webauthn.create";
    public const string Get = "webauthn.get";

    /// <summary>The challenge that was answered, not used up yet; otherwise what is wrong.</summary>
    public (AskedChallenge? Challenge, PasskeyFault? Fault) Check(ClientData client, string type, Ceremony ceremony)
    {
        // §7.1 step 7, §7.2 step 10: an assertion must not pass for a registration, nor the other way round.
        if (client.Type != type)
            return Refuse(PasskeyFaults.Type, $"the type is not {type}");

        // §7.1 step 8, §7.2 step 11: the challenge "equals the base64url encoding of" the one that was asked. Ours says itself what it was asked for.
        if (challenges.Read(client.Challenge) is not { } challenge)
            return Refuse(PasskeyFaults.Challenge, "the challenge is not ours");
        if (!challenge.IsFor(ceremony))
            return Refuse(PasskeyFaults.Challenge, "the challenge was asked in another browser, for another request, person or purpose");
        if (challenges.IsExpired(challenge))
            return Refuse(PasskeyFaults.Expired, "the challenge is too old");

        // §7.1 step 9, §7.2 step 12 (§13.4.9): "MUST NOT accept unexpected values of origin".
        if (!scope.Origins.Contains(client.Origin, StringComparer.Ordinal))
            return Refuse(PasskeyFaults.Origin, "the origin is neither the issuer's nor a related one");

        // §7.1 step 10, §7.2 step 13: within a frame of another origin only where that is expected.
        if (client.CrossOrigin && scope.TopOrigins.Count == 0)
            return Refuse(PasskeyFaults.CrossOrigin, "the page was in a frame of another origin");

        // §7.1 step 11, §7.2 step 14: topOrigin is there in such frames only, and is "a page that the Relying Party expects to be sub-framed within".
        if (client.TopOrigin is { } top && (!client.CrossOrigin || !scope.TopOrigins.Contains(top, StringComparer.Ordinal)))
            return Refuse(PasskeyFaults.CrossOrigin, "the page was in a frame of an unexpected origin");

        return (challenge, null);
    }

    private static (AskedChallenge?, PasskeyFault?) Refuse(string id, string detail) => (null, new PasskeyFault(id, detail));
}
