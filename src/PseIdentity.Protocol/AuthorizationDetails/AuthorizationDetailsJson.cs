using System.Text.Json.Serialization;

namespace PseIdentity.Protocol.AuthorizationDetails;

/// <summary>How the records are read and written: nothing unknown, nothing twice, nothing null where a value belongs.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(PaymentInitiation))]
internal sealed partial class AuthorizationDetailsJson : JsonSerializerContext;
