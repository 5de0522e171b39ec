using NUnit.Framework;
using PseIdentity.Protocol.Claims;
using PseIdentity.Testing.Fuzzing;

namespace PseIdentity.Protocol.Tests.Claims;

/// <summary>What strangers send as <c>claims</c>.</summary>
public sealed class RequestedClaimsFuzzTests
{
    [Test]
    public void Mutated_claims_cost_little_and_are_read_again_as_they_are_written() => Fuzz.Text(
        [
            """{"userinfo":{"given_name":{"essential":true},"nickname":null,"http://example.info/claims/groups":null},"id_token":{"auth_time":{"essential":true},"acr":{"values":["urn:a","urn:b"]}}}""",
            """{"id_token":{"sub":{"value":"248289761001"},"address":{"value":{"country":"DE"},"purpose":"x"}},"elsewhere":[1]}""",
        ],
        input =>
        {
            if (RequestedClaims.TryParse(input) is not { } claims || claims.ToJson() is not { } json)
                return;
            _ = (claims.Acr?.Words.Count, claims.Subjects.Count);
            if (input.Length <= 4000)
                Assert.That(RequestedClaims.TryParse(json)?.ToJson(), Is.EqualTo(json));
        });
}
