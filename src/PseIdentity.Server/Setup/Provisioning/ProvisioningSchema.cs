using System.ComponentModel;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using PseIdentity.Protocol.Clients;

namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>The JSON Schema of provisioning files, made from the types that read them; it lies beside the product as <c>provisioning.schema.json</c>.</summary>
internal static class ProvisioningSchema
{
    private static readonly JsonSchemaExporterOptions Exporting = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text()
    {
        var schema = Of(ProvisioningJson.Default.ProvisioningDocument);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "A provisioning file of PseIdentity");

        // A client is our few members and RFC 7591 metadata, in one object.
        if (schema["properties"]?["clients"]?["items"]?["properties"] is JsonObject client)
            foreach (var (name, member) in Of(ClientMetadataJson.Default.ClientMetadata)["properties"]?.AsObject() ?? [])
                client[name] = member?.DeepClone();
        // Claims that scopes define.
        if (schema["properties"]?["users"]?["items"] is JsonObject user)
            user.Remove("additionalProperties");
        return schema.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Of(JsonTypeInfo type) => type.GetJsonSchemaAsNode(Exporting).AsObject();

    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (context.TypeInfo.Type == typeof(SecretValue))
            schema = new JsonObject
            {
                ["anyOf"] = new JsonArray(
                    new JsonObject { ["type"] = "string" },
                    Holding("file", "A file that holds the secret; relative to this one."),
                    Holding("env", "The environment variable that holds the secret.")),
            };
        else if (schema is JsonObject shape)
        {
            // Null is said by leaving a member out.
            if (shape["type"] is JsonArray types && types.Count == 2)
                shape["type"] = types.First(type => type?.GetValue<string>() != "null")?.DeepClone();
            if (context.TypeInfo.Kind == JsonTypeInfoKind.Object)
                shape["additionalProperties"] = false;
        }
        if (context.PropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(DescriptionAttribute), false) is [DescriptionAttribute text] && schema is JsonObject described)
            described["description"] = text.Description;
        return schema;
    }

    private static JsonObject Holding(string member, string description) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { [member] = new JsonObject { ["type"] = "string", ["description"] = description } },
        ["required"] = new JsonArray(member),
        ["additionalProperties"] = false,
    };
}
