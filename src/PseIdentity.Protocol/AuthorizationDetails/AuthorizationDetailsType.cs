using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace PseIdentity.Protocol.AuthorizationDetails;

/// <summary>A type of authorization details (RFC 9396 §2): how it is read, and the JSON Schema that tells clients.</summary>
/// <param name="name">The value of <c>type</c>.</param>
/// <param name="json">The record, with a reader that accepts nothing unknown and nothing twice.</param>
/// <param name="needsPerson">True when only a person can approve it, so that no client gets it for itself.</param>
public sealed class AuthorizationDetailsType(string name, JsonTypeInfo json, bool needsPerson)
{
    public string Name => name;

    public bool NeedsPerson => needsPerson;

    /// <exception cref="JsonException">It has another shape; the exception's path says where.</exception>
    internal IAuthorizationDetail Read(JsonElement element) =>
        element.Deserialize(json) as IAuthorizationDetail ?? throw new JsonException("The detail is null.");

    /// <summary>As the provider writes it: members in one order, nothing that says nothing.</summary>
    internal string Write(IAuthorizationDetail detail) => JsonSerializer.Serialize(detail, json);

    /// <summary>The JSON Schema (2020-12) of the type.</summary>
    /// <param name="id">Its own address.</param>
    public JsonObject Schema(string id)
    {
        var schema = json.GetJsonSchemaAsNode(new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = WithRules }).AsObject();
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "$id", id);
        if (schema["properties"]?["type"] is JsonObject type)
            type["const"] = name;
        return schema;
    }

    // What the exporter does not know: the attributes that say how text is spelled, and that nothing unknown is accepted.
    private static JsonNode WithRules(JsonSchemaExporterContext context, JsonNode node)
    {
        if (node is not JsonObject schema)
            return node;
        foreach (var rule in context.PropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(ValidationAttribute), inherit: false) ?? [])
            switch (rule)
            {
                case RegularExpressionAttribute spelled: schema["pattern"] = spelled.Pattern; break;
                case MaxLengthAttribute longest: schema["maxLength"] = longest.Length; break;
            }
        return schema;
    }
}
