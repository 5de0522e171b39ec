using System.Text.Json.Nodes;
using NUnit.Framework;
using PseIdentity.Server.Setup.Provisioning;

namespace PseIdentity.Server.Tests.Setup;

public sealed class ProvisioningSchemaTests
{
    [Test]
    public void The_schema_beside_the_product_is_the_one_of_the_program() =>
        Repository.Holds("deploy/provisioning.schema.json", ProvisioningSchema.Text());

    [Test]
    public void A_client_has_its_metadata_in_the_schema()
    {
        var client = JsonNode.Parse(ProvisioningSchema.Text())!["properties"]!["clients"]!["items"]!["properties"]!.AsObject();

        Assert.That(client.Select(member => member.Key), Is.SupersetOf(new[] { "client_id", "client_secret", "state", "redirect_uris", "backchannel_logout_uri", "consent" }));
    }
}
