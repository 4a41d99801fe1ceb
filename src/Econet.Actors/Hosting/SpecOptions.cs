using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Econet.Actors.Messages;
using Econet.Actors.NeaSmart;
using Econet.Actors.Vocabulary;

namespace Econet.Actors.Hosting;

/// <summary>The options of a device that is plain data.</summary>
internal static class SpecOptions
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { WithoutHost } },
    };

    /// <exception cref="ArgumentException">A member is unknown, or has a value of another type; the message names it.</exception>
    public static T Read<T>(DeviceSpec spec)
        where T : class
    {
        try
        {
            using var none = JsonDocument.Parse("{}");
            return (spec.Options ?? none.RootElement).Deserialize<T>(Format)
                ?? throw new ArgumentException($"The options of device '{spec.Id}' are null; leave them out or give an object.");
        }
        catch (JsonException wrong)
        {
            throw new ArgumentException($"The options of device '{spec.Id}' can't be read: {wrong.Message}", wrong);
        }
    }

    /// <summary>What <see cref="Read"/> makes the same options of.</summary>
    public static JsonElement Write<T>(T options)
        where T : class => JsonSerializer.SerializeToElement(options, Format);

    // The address of a device says what its server is, and a vocabulary is the host's.
    private static void WithoutHost(JsonTypeInfo type)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            if (type.Properties[i].PropertyType == typeof(NeaSmartServer) || type.Properties[i].PropertyType == typeof(VocabularySource))
            {
                type.Properties.RemoveAt(i);
            }
        }
    }
}
