using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Econet.Gateway.Security;

/// <summary>Keys as JSON, which is how they are kept.</summary>
internal static class KeyList
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter<AccessScope>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    public static byte[] Write(ImmutableArray<ApiKey> keys) => JsonSerializer.SerializeToUtf8Bytes(new Content([.. keys.Select(Kept.Of)]), Options);

    /// <param name="name">What the place is called that it was read from.</param>
    /// <exception cref="KeyStoreException">It is no list of keys.</exception>
    public static ImmutableArray<ApiKey> Read(ReadOnlySpan<byte> json, string name)
    {
        try
        {
            return [.. JsonSerializer.Deserialize<Content>(json, Options)!.Keys.Select(key => key.ToKey())];
        }
        catch (Exception damaged) when (damaged is JsonException or NullReferenceException or FormatException or ArgumentException)
        {
            throw new KeyStoreException($"{name} is damaged: it does not hold a list of keys");
        }
    }

    private sealed record Content(IReadOnlyList<Kept> Keys);

    /// <param name="Hash">In hexadecimal.</param>
    private sealed record Kept(
        string Name, AccessScope Scope, string Hash, DateTimeOffset CreatedAt, IReadOnlyList<string>? Devices = null,
        IReadOnlyList<string>? Parameters = null, DateTimeOffset? ExpiresAt = null, DateTimeOffset? RevokedAt = null)
    {
        public static Kept Of(ApiKey key) => new(
            key.Name, key.Grant.Scope, Convert.ToHexStringLower(key.Hash), key.CreatedAt, key.Grant.Devices, key.Grant.Parameters, key.ExpiresAt,
            key.RevokedAt);

        public ApiKey ToKey() => new(Name, new Grant(Scope, Some(Devices), Some(Parameters)), Convert.FromHexString(Hash), CreatedAt, ExpiresAt, RevokedAt);

        private static ImmutableArray<string>? Some(IReadOnlyList<string>? list) => list is null ? null : [.. list];
    }
}
