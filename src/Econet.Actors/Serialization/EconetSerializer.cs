using System.Collections.Frozen;
using System.Runtime.Serialization;
using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;

namespace Econet.Actors.Serialization;

/// <summary>
/// Carries the public messages of devices between the nodes of a cluster, in a small binary form. All else stays within a process.
/// </summary>
public sealed class EconetSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private static readonly Codec[] Codecs = [.. RequestCodecs.All, .. ReplyCodecs.All, .. EventCodecs.All];
    private static readonly FrozenDictionary<Type, Codec> ByType = Codecs.ToFrozenDictionary(codec => codec.Type);
    private static readonly FrozenDictionary<string, Codec> ByManifest = Codecs.ToFrozenDictionary(codec => codec.Manifest);

    /// <summary>Stands in each message on the wire; it never changes.</summary>
    public override int Identifier => 36_012;

    internal static IEnumerable<Type> Types => ByType.Keys;

    public override string Manifest(object o)
    {
        ArgumentNullException.ThrowIfNull(o);
        return Of(o.GetType()).Manifest;
    }

    /// <exception cref="SerializationException">It is no public message, or holds what can't leave the process.</exception>
    public override byte[] ToBinary(object obj)
    {
        ArgumentNullException.ThrowIfNull(obj);
        var output = new WireOutput(system);
        try
        {
            Of(obj.GetType()).Write(output, obj);
        }
        catch (ArgumentException bad)
        {
            throw new SerializationException($"{obj.GetType()} holds what can't be sent to another node: {bad.Message}", bad);
        }

        return output.ToArray();
    }

    /// <exception cref="SerializationException">The manifest is unknown, as a newer node's may be, or the bytes are not such a message.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        if (!ByManifest.TryGetValue(manifest, out var codec))
        {
            throw new SerializationException($"The message '{manifest}' is not known: another node runs another version.");
        }

        try
        {
            return codec.Read(new WireInput(bytes, system));
        }
        catch (Exception bad) when (bad is ArgumentException or FormatException or OverflowException or JsonException)
        {
            throw new SerializationException($"The message '{manifest}' holds what can't be: {bad.Message}", bad);
        }
    }

    private static Codec Of(Type type) =>
        ByType.TryGetValue(type, out var codec) ? codec : throw new SerializationException($"{type} does not leave its process.");
}
