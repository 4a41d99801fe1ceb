using System.Collections.Frozen;
using System.Runtime.Serialization;
using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;

namespace Econet.Actors.Serialization;

/// <summary>Carries messages between the nodes of a cluster, each as its <see cref="Codec"/> has it.</summary>
public abstract class CodecSerializer : SerializerWithStringManifest
{
    private readonly CodecTable _codecs;

    private protected CodecSerializer(ExtendedActorSystem system, CodecTable codecs)
        : base(system) => _codecs = codecs;

    public override string Manifest(object o)
    {
        ArgumentNullException.ThrowIfNull(o);
        return _codecs.Of(o.GetType()).Manifest;
    }

    /// <exception cref="SerializationException">It is no message that may leave the process, or holds what can't.</exception>
    public override byte[] ToBinary(object obj)
    {
        ArgumentNullException.ThrowIfNull(obj);
        var output = new WireOutput(system);
        try
        {
            _codecs.Of(obj.GetType()).Write(output, obj);
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
        try
        {
            return _codecs.Of(manifest).Read(new WireInput(bytes, system));
        }
        catch (Exception bad) when (bad is ArgumentException or FormatException or OverflowException or JsonException)
        {
            throw new SerializationException($"The message '{manifest}' holds what can't be: {bad.Message}", bad);
        }
    }
}

/// <summary>The messages of one serializer.</summary>
internal sealed class CodecTable(IReadOnlyCollection<Codec> codecs)
{
    private readonly FrozenDictionary<Type, Codec> _byType = codecs.Where(codec => !codec.IsFormer).ToFrozenDictionary(codec => codec.Type);
    private readonly FrozenDictionary<string, Codec> _byManifest = codecs.ToFrozenDictionary(codec => codec.Manifest);

    public IEnumerable<Type> Types => _byType.Keys;

    public Codec Of(Type type) =>
        _byType.TryGetValue(type, out var codec) ? codec : throw new SerializationException($"{type} does not leave its process.");

    public Codec Of(string manifest) => _byManifest.TryGetValue(manifest, out var codec)
        ? codec
        : throw new SerializationException($"The message '{manifest}' is not known: another node runs another version.");
}
