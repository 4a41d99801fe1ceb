using Econet.Actors.Parameters;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3;

/// <summary>
/// The parameters of one device on the bus, learned structure by structure until it says NO_DATA. Its wire indices 0, 1, … are
/// <paramref name="offset"/> + 0, 1, … to everybody else.
/// </summary>
/// <param name="address">The device that holds the space.</param>
/// <param name="withRange">The controller answers structures with ranges, the panel without.</param>
/// <param name="order">Which space a shared name belongs to: the lowest.</param>
internal sealed class ParameterSpace(ushort address, bool withRange, int offset, int order)
{
    /// <summary>The panel's parameters are numbered from here.</summary>
    public const int PanelOffset = 10_000;

    private readonly List<ParameterStructure> _structures = [];
    private ParameterType[] _types = [];

    public ushort Address { get; } = address;

    /// <summary>Every structure is known.</summary>
    public bool IsComplete { get; private set; }

    public int Count => _structures.Count;

    /// <summary>The types by wire index; empty until complete, so that no value is read with half a structure.</summary>
    public ReadOnlySpan<ParameterType> Types => _types;

    public Command StructureCommand => withRange ? Command.GetParamsStructWithRange : Command.GetParamsStruct;

    public bool Holds(int index) => index >= offset && index < offset + Count;

    public ushort WireIndex(int index) => (ushort)(index - offset);

    public int Index(int wireIndex) => offset + wireIndex;

    /// <summary>Takes an answer to a request for the structures from <see cref="Count"/> on; false when it is damaged or does not go on.</summary>
    public bool Accept(Frame answer)
    {
        if (answer.Command == Command.NoData)
        {
            _types = [.. _structures.Select(s => s.Type)];
            IsComplete = _structures.Count > 0;
            return IsComplete;
        }

        if (answer.Command != StructureCommand.Answer()
            || !StructureAnswer.TryParse(answer.Data.Span, withRange, out var structures)
            || structures.Length == 0 || structures[0].WireIndex != _structures.Count)
        {
            return false;
        }

        _structures.AddRange(structures);
        return true;
    }

    /// <summary>
    /// What to ask for the values from <paramref name="wireIndex"/> on: no parameter of a type that is not known, because an answer with
    /// one can't be read. Null at the end.
    /// </summary>
    public ParameterSelection? ReadableFrom(int wireIndex, int most)
    {
        var first = wireIndex;
        while (first < _types.Length && !_types[first].IsKnown())
        {
            first++;
        }

        var count = 0;
        while (count < most && first + count < _types.Length && _types[first + count].IsKnown())
        {
            count++;
        }

        return count == 0 ? null : new ParameterSelection((byte)count, (ushort)first);
    }

    public IEnumerable<ParameterDefinition> Definitions() => _structures.Select(s => new ParameterDefinition(
        Index(s.WireIndex),
        s.Name,
        Units.Symbol(s.Unit),
        s.Type,
        s.Writable,
        (s.Flags & ParameterFlags.NonVolatile) != 0,
        s.HasMin ? Limit(s.Min, s.MinIsIndex) : null,
        s.HasMax ? Limit(s.Max, s.MaxIsIndex) : null,
        order));

    private Limit Limit(int raw, bool isIndex) => isIndex ? new Limit(0, Index(raw)) : new Limit(raw);
}
