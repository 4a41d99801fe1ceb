using System.Buffers;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Simulation.Gm3;

/// <summary>One device's parameters, and its answers to requests for them. Indices are the wire's.</summary>
internal sealed class ParameterSpace
{
    /// <summary>The longest text a device keeps, in bytes with its closing zero.</summary>
    private const int MaxText = 64;

    private readonly ParameterStructure[] _structures;
    private readonly Value[] _values;
    private readonly ParameterFlags[] _flags;
    private readonly bool[] _forced;
    private readonly bool _withRange;
    private readonly int _answerLimit;

    /// <param name="withRange">True: structures are asked for with 02 (the controller's form), false: with 01 (the panel's).</param>
    /// <param name="answerLimit">Most bytes of data in an answer.</param>
    public ParameterSpace(IEnumerable<(ParameterStructure Structure, Value Value)> parameters, bool withRange, int answerLimit)
    {
        var all = parameters.ToArray();
        _structures = [.. all.Select(p => p.Structure)];
        _values = [.. all.Select(p => p.Value)];
        _flags = [.. all.Select(p => p.Structure.Flags)];
        _forced = new bool[all.Length];
        _withRange = withRange;
        _answerLimit = answerLimit;
    }

    public int Count => _structures.Length;

    public Value this[int index] => _values[index];

    public ParameterStructure Structure(int index) => _structures[index];

    /// <summary>Sets a value that stays whatever the model says.</summary>
    /// <exception cref="ArgumentException">The value is of another type.</exception>
    public void Force(int index, Value value)
    {
        var structure = _structures[index];
        if (value.Type != structure.Type)
            throw new ArgumentException($"{structure.Name} is {structure.Type.Name()}, not {value.Type.Name()}.", nameof(value));

        _values[index] = value;
        _forced[index] = true;
    }

    public void Release(int index) => _forced[index] = false;

    /// <summary>Sets a value unless it is forced.</summary>
    public void Set(int index, Value value)
    {
        if (!_forced[index])
            _values[index] = value;
    }

    public void Flag(int index, ParameterFlags flags) => _flags[index] = flags;

    /// <summary>The answer to a request for structures or values; null when this device does not know the request.</summary>
    public (Command Command, byte[] Data)? Answer(Frame request)
    {
        var structures = _withRange ? Command.GetParamsStructWithRange : Command.GetParamsStruct;
        if (request.Command != Command.GetParams && request.Command != structures)
            return null;

        if (!ParameterSelection.TryParse(request.Data.Span, out var selection))
            return (Command.Error, []);

        if (selection.First >= Count || selection.Count == 0)
            return (Command.NoData, []);

        var output = new ArrayBufferWriter<byte>();
        var count = Math.Min(selection.Count, Count - selection.First);
        if (request.Command == Command.GetParams)
        {
            var values = Enumerable.Range(selection.First, count).Select(i => new FlaggedValue(_flags[i], _values[i])).ToArray();
            ValueAnswer.Write(output, selection.First, values, _answerLimit);
        }
        else
        {
            StructureAnswer.Write(output, _structures.AsSpan(selection.First, count), _withRange, _answerLimit);
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

        var structure = _structures[modify.WireIndex];
        var fits = modify.TryValue(structure.Type, out value);
        if (!fits || !structure.Writable || !IsWithinLimits(structure, value))
            return false;

        _values[modify.WireIndex] = value;
        return true;
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
