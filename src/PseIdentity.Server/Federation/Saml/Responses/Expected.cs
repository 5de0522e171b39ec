namespace PseIdentity.Server.Federation.Saml.Responses;

/// <summary>What a response has to agree with.</summary>
/// <param name="Issuer">The provider's entity id.</param>
/// <param name="Audience">Ours.</param>
/// <param name="Recipient">The address that the response came to.</param>
/// <param name="RequestId">The ID of our request.</param>
internal sealed record Expected(string Issuer, string Audience, string Recipient, string RequestId, DateTimeOffset Now)
{
    /// <summary>How far the provider's clock may be from ours.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(90);
}
