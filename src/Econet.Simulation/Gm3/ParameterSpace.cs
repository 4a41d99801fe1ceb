using System.Buffers;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Values;

namespace Econet.Simulation.Gm3;

/// <summary>
/// One device's parameters, and its answers to requests for them. Each has a place, by which the model knows it, and a wire index, which
/// is the same unless the device was <see cref="Rearrange"/>d.
/// </summary>
internal sealed class ParameterSpace
{
    /// <summary>The longest text a device keeps, in bytes with its closing zero.</summary>
    private const int MaxText = 64;

    private readonly ParameterStructure[] _structures;
    private readonly Value[] _values;
    private readonly ParameterFlags[] _flags;
    private readonly bool[] _forced;
    private readonly bool _withRange;
    private readonly bool _bothForms;
    private readonly int _answerLimit;
    private readonly int _most;

    /// <summary>What is told of parameters instead of their structures, by wire index.</summary>
    private readonly Dictionary<int, byte[]> _misshapen = [];

    /// <summary>The places of the parameters on the wire, and how it tells of them.</summary>
    private int[] _places;

    private ParameterStructure[] _told;

    /// <param name="withRange">True: structures are asked for with 02 (the controller's form), false: with 01 (the panel's).</param>
    /// <param name="answerLimit">Most bytes of data in an answer.</param>
    /// <param name="bothForms">The other form is answered as well.</param>
    /// <param name="most">Only so many of them, the first ones, are on the wire; null: all.</param>
    public ParameterSpace(
        IEnumerable<(ParameterStructure Structure, Value Value)> parameters, bool withRange, int answerLimit, bool bothForms = false, int? most = null)
    {
        var all = parameters.ToArray();
        _structures = [.. all.Select(p => p.Structure)];
        _values = [.. all.Select(p => p.Value)];
        _flags = [.. all.Select(p => p.Structure.Flags)];
        _forced = new bool[all.Length];
        _withRange = withRange;
        _bothForms = bothForms;
        _answerLimit = answerLimit;
        _most = Math.Min(most ?? all.Length, all.Length);
        _places = [.. Enumerable.Range(0, all.Length)];
        _told = _structures;
        Types = [.. _told.Select(structure => structure.Type)];
        if (_most < all.Length)
            Rearrange(_ => true);
    }

    /// <summary>How many there are on the wire.</summary>
    public int Count => _places.Length;

    /// <summary>The types, by wire index.</summary>
    public ParameterType[] Types { get; private set; }

    public Value this[int place] => _values[place];

    public ParameterStructure Structure(int place) => _structures[place];

    /// <summary>What the device tells of a parameter.</summary>
    public ParameterStructure Told(int wireIndex) => _told[wireIndex];

    /// <summary>All values on the wire, with their indices counted from <paramref name="offset"/>.</summary>
    public IEnumerable<(int Index, Value Value)> OnWire(int offset) => _places.Select((place, index) => (offset + index, _values[place]));

    public int Place(int wireIndex) => _places[wireIndex];

    /// <summary>Null for one that is not on the wire.</summary>
    public int? WireIndex(int place) => Array.BinarySearch(_places, place) is >= 0 and var index ? index : null;

    /// <summary>Puts only these on the wire, in order: those behind one that is left out get other indices.</summary>
    public void Rearrange(Func<int, bool> isKept)
    {
        _places = [.. Enumerable.Range(0, _most).Where(isKept)];
        _told = [.. _places.Select((place, index) => Renumbered(_structures[place] with { WireIndex = (ushort)index }))];
        Types = [.. _told.Select(structure => structure.Type)];
    }

    /// <summary>Sets a value that stays whatever the model says.</summary>
    /// <exception cref="ArgumentException">The value is of another type.</exception>
    public void Force(int place, Value value)
    {
        var structure = _structures[place];
        if (value.Type != structure.Type)
            throw new ArgumentException($"{structure.Name} is {structure.Type.Name()}, not {value.Type.Name()}.", nameof(value));

        _values[place] = value;
        _forced[place] = true;
    }

    public void Release(int place) => _forced[place] = false;

    /// <summary>Sets a value unless it is forced.</summary>
    public void Set(int place, Value value)
    {
        if (!_forced[place])
            _values[place] = value;
    }

    /// <summary>Tells these bytes of a parameter instead of its structure.</summary>
    public void Misshape(int wireIndex, byte[] entry) => _misshapen[wireIndex] = entry;

    public void Flag(int place, ParameterFlags flags) => _flags[place] = flags;

    /// <summary>The answer to a request for structures or values; null when this device does not know the request.</summary>
    public (Command Command, byte[] Data)? Answer(Frame request)
    {
        var withRange = request.Command == Command.GetParamsStructWithRange;
        if (request.Command != Command.GetParams && withRange != _withRange && !_bothForms)
            return null;

        if (!ParameterSelection.TryParse(request.Data.Span, out var selection))
            return (Command.Error, []);

        if (selection.First >= Count || selection.Count == 0)
            return (Command.NoData, []);

        var output = new ArrayBufferWriter<byte>();
        var count = Math.Min(selection.Count, Count - selection.First);
        if (request.Command == Command.GetParams)
        {
            var places = _places.AsSpan(selection.First, count).ToArray();
            var values = places.Select(place => new FlaggedValue(_flags[place], _values[place])).ToArray();
            ValueAnswer.Write(output, selection.First, values, _answerLimit);
        }
        else
        {
            if (!TryWriteStructures(output, selection.First, count, withRange))
                return (Command.Error, []);
        }

        return (request.Command.Answer(), output.WrittenSpan.ToArray());
    }

    /// <summary>Takes a written value, unless the parameter is unknown or read-only, or the value does not fit it.</summary>
    /// <param name="value">The value as far as it could be read.</param>
    public bool TryWrite(Modify modify, out Value value)
    {
        value = default;
        if (modify.WireIndex >= Count)
            return false;

        var place = _places[modify.WireIndex];
        var structure = _structures[place];
        var fits = modify.TryValue(structure.Type, out value);
        if (!fits || !structure.Writable || !IsWithinLimits(structure, value))
            return false;

        _values[place] = value;
        return true;
    }

    /// <summary>False when not even the first fits into an answer.</summary>
    private bool TryWriteStructures(ArrayBufferWriter<byte> output, ushort first, int count, bool withRange)
    {
        if (_misshapen.Count == 0)
            return StructureAnswer.Write(output, _told.AsSpan(first, count), withRange, _answerLimit) > 0;

        const int Head = 3;
        var entries = new List<byte[]>();
        foreach (var structure in _told.AsSpan(first, count))
        {
            var alone = new ArrayBufferWriter<byte>();
            StructureAnswer.Write(alone, [structure], withRange, int.MaxValue);
            var entry = _misshapen.GetValueOrDefault(structure.WireIndex) ?? alone.WrittenSpan[Head..].ToArray();
            if (Head + entries.Sum(e => e.Length) + entry.Length > _answerLimit)
                break;

            entries.Add(entry);
        }

        output.Write([(byte)entries.Count, (byte)first, (byte)(first >> 8)]);
        entries.ForEach(entry => output.Write(entry));
        return entries.Count > 0;
    }

    private ParameterStructure Renumbered(ParameterStructure structure)
    {
        var (flags, min, max) = (structure.Flags, structure.Min, structure.Max);
        if (structure.MinIsIndex)
            min = Renumber(min, ParameterFlags.MinIsIndex, ParameterFlags.NoMin);
        if (structure.MaxIsIndex)
            max = Renumber(max, ParameterFlags.MaxIsIndex, ParameterFlags.NoMax);
        return structure with { Flags = flags, Min = min, Max = max };

        int Renumber(int place, ParameterFlags isIndex, ParameterFlags none)
        {
            if (WireIndex(place) is { } index)
                return index;

            flags = (flags & ~isIndex) | none;
            return 0;
        }
    }

    private bool IsWithinLimits(ParameterStructure structure, Value value)
    {
        if (value.Type == ParameterType.String)
            return System.Text.Encoding.UTF8.GetByteCount(value.ToText()) < MaxText;

        var number = value.ToDouble();
        var min = structure.MinIsIndex ? _values[structure.Min].ToDouble() : structure.Min;
        var max = structure.MaxIsIndex ? _values[structure.Max].ToDouble() : structure.Max;
        return double.IsFinite(number) && (!structure.HasMin || number >= min) && (!structure.HasMax || number <= max);
    }
}
