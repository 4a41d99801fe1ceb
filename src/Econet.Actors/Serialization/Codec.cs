namespace Econet.Actors.Serialization;

/// <summary>How one type of message is written and read.</summary>
/// <param name="Manifest">
/// Names the type and its form on the wire, for as long as a node of an older version may be met: a changed form gets a manifest of its own.
/// </param>
internal sealed record Codec(string Manifest, Type Type, Action<WireOutput, object> Write, Func<WireInput, object> Read)
{
    /// <summary>A form that nodes of older versions write: it is read, and written no more.</summary>
    public bool IsFormer { get; private init; }

    public static Codec Of<T>(string manifest, Action<WireOutput, T> write, Func<WireInput, T> read)
        where T : notnull => new(manifest, typeof(T), (output, message) => write(output, (T)message), input => read(input));

    /// <inheritdoc cref="IsFormer"/>
    public static Codec Former<T>(string manifest, Func<WireInput, T> read)
        where T : notnull => new(manifest, typeof(T), (_, _) => { }, input => read(input)) { IsFormer = true };

    /// <summary>A message without fields.</summary>
    public static Codec Of<T>(string manifest, T instance)
        where T : notnull => new(manifest, typeof(T), (_, _) => { }, _ => instance);
}
