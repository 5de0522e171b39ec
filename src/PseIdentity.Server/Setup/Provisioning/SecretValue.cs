using System.Text.Json;
using System.Text.Json.Serialization;

namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>A secret in a provisioning file: itself, the file that holds it, or the name of an environment variable.</summary>
[JsonConverter(typeof(Converter))]
internal sealed record SecretValue(string? Text, string? File, string? Env)
{
    public const string Expected = """must be a string, {"file": "path"} or {"env": "NAME"}.""";

    /// <summary>The secret, or why it cannot be had. A file's path is relative to the provisioning file; one line break at its end is not part of the secret.</summary>
    public (string? Secret, string? Problem) Resolve(string folder)
    {
        if (Env is not null)
            return Environment.GetEnvironmentVariable(Env) is { Length: > 0 } value ? (value, null) : (null, $"the environment variable {Env} is not set.");
        if (File is null)
            return Text is { Length: > 0 } ? (Text, null) : (null, "is empty.");
        try
        {
            var content = System.IO.File.ReadAllText(Path.GetFullPath(File, folder));
            content = content.EndsWith('\n') ? content.TrimEnd('\n').TrimEnd('\r') : content;
            return content.Length > 0 ? (content, null) : (null, $"the file {File} is empty.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return (null, $"the file {File} cannot be read.");
        }
    }

    public override string ToString() => "(secret)";

    internal sealed class Converter : JsonConverter<SecretValue>
    {
        public override SecretValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String)
                return new SecretValue(reader.GetString(), null, null);
            if (reader.TokenType != JsonTokenType.StartObject || !reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
                throw new JsonException();
            var member = reader.GetString();
            if (!reader.Read() || reader.TokenType != JsonTokenType.String || reader.GetString() is not { Length: > 0 } value
                || !reader.Read() || reader.TokenType != JsonTokenType.EndObject)
                throw new JsonException();
            return member switch
            {
                "file" => new SecretValue(null, value, null),
                "env" => new SecretValue(null, null, value),
                _ => throw new JsonException(),
            };
        }

        public override void Write(Utf8JsonWriter writer, SecretValue value, JsonSerializerOptions options) =>
            throw new NotSupportedException("Secrets are read, never written.");
    }
}
