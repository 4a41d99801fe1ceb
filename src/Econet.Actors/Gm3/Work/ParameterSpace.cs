using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Econet.Actors.Parameters;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Values;

namespace Econet.Actors.Gm3.Work;

/// <summary>
/// The parameters of one device on the bus, learned structure by structure until it says NO_DATA. Its wire indices 0, 1, … are
/// <paramref name="offset"/> + 0, 1, … to everybody else.
/// </summary>
/// <param name="address">The device that holds the space.</param>
/// <param name="withRange">The controller tells structures with ranges, the panel without; another form is tried where that is left unanswered.</param>
/// <param name="order">Which space a shared name belongs to: the lowest.</param>
/// <param name="answerLimit">About as many bytes of values as the device puts into one answer.</param>
/// <param name="answerLatency">How long the device takes before it answers.</param>
internal sealed class ParameterSpace(
    ushort address, bool withRange, int offset, int order, int answerLimit, TimeSpan answerLatency)
{
    /// <summary>The panel's parameters are numbered from here.</summary>
    public const int PanelOffset = 10_000;

    private readonly List<ParameterStructure> _structures = [];
    private bool _withRange = withRange;
    private readonly StructureCheck _check = new();
    private ParameterType[] _types = [];

    public ushort Address { get; } = address;

    public int AnswerLimit { get; } = answerLimit;

    public TimeSpan AnswerLatency { get; } = answerLatency;

    public IReadOnlyList<ParameterStructure> Structures => _structures;

    /// <summary>Every structure is known.</summary>
    public bool IsComplete { get; private set; }

    public int Count => _structures.Count;

    /// <summary>The types by wire index; empty until complete, so that no value is read with half a structure.</summary>
    public ReadOnlySpan<ParameterType> Types => _types;

    /// <summary>What the flags byte before each value is; null where the structure does not say.</summary>
    public IEnumerable<ParameterFlags?> Flags => _structures.Select(s => _withRange ? s.Flags : (ParameterFlags?)null);

    public Command StructureCommand => _withRange ? Command.GetParamsStructWithRange : Command.GetParamsStruct;

    public bool Holds(int index) => index >= offset && index < offset + Count;

    public ushort WireIndex(int index) => (ushort)(index - offset);

    public int Index(int wireIndex) => offset + wireIndex;

    /// <summary>Takes an answer to a request for the structures from <see cref="Count"/> on.</summary>
    /// <param name="inDoubt">What it says counts once another answer has said the same.</param>
    /// <returns>What became of it.</returns>
    public StructureOutcome Accept(Frame answer, bool inDoubt)
    {
        if (answer.Command == Command.NoData)
        {
            if (inDoubt && !_check.IsEndConfirmed(Count))
            {
                return StructureOutcome.Unsure;
            }

            Complete();
            return IsComplete ? StructureOutcome.Taken : StructureOutcome.Refused;
        }

        if (answer.Command != StructureCommand.Answer()
            || !StructureAnswer.TryParse(answer.Data.Span, _withRange, out var structures)
            || structures.Length == 0 || structures[0].WireIndex != _structures.Count)
        {
            return StructureOutcome.Refused;
        }

        var sure = _check.Sure(structures, inDoubt);
        _structures.AddRange(structures.AsSpan(0, sure));
        return sure > 0 ? StructureOutcome.Taken : StructureOutcome.Unsure;
    }

    /// <summary>
    /// Whether an answer to a request for the first structures tells those that are known; null when it tells none.
    /// </summary>
    public bool? Confirms(Frame answer) =>
        answer.Command == StructureCommand.Answer() && StructureAnswer.TryParse(answer.Data.Span, _withRange, out var told) && told.Length > 0
            ? told.SequenceEqual(_structures.Take(told.Length))
            : null;

    /// <summary>Asks for structures in the other form; for what is not known yet.</summary>
    public void UseOtherForm() => _withRange = !_withRange;

    /// <summary>Takes what is known for all there is: the device tells no more.</summary>
    public void TakeForComplete() => Complete();

    /// <summary>Forgets everything, to be learned anew.</summary>
    public void Reset()
    {
        _structures.Clear();
        _check.Reset();
        _types = [];
        IsComplete = false;
    }

    /// <summary>The form of the structures, and they themselves as answers of the device, for <see cref="TryRestore"/>.</summary>
    public byte[] Encode()
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write([(byte)StructureCommand]);
        var rest = CollectionsMarshal.AsSpan(_structures);
        while (!rest.IsEmpty)
        {
            var answer = new ArrayBufferWriter<byte>();
            rest = rest[StructureAnswer.Write(answer, rest, _withRange, int.MaxValue)..];
            BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(sizeof(int)), answer.WrittenCount);
            output.Advance(sizeof(int));
            output.Write(answer.WrittenSpan);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Takes structures that were encoded before; false, and nothing known, when they are not whole.</summary>
    public bool TryRestore(ReadOnlySpan<byte> encoded)
    {
        Reset();
        if (encoded.IsEmpty || (Command)encoded[0] is not (Command.GetParamsStruct or Command.GetParamsStructWithRange))
        {
            return false;
        }

        _withRange = (Command)encoded[0] == Command.GetParamsStructWithRange;
        encoded = encoded[1..];
        while (encoded.Length >= sizeof(int))
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(encoded);
            encoded = encoded[sizeof(int)..];
            if (length < 0 || length > encoded.Length
                || !StructureAnswer.TryParse(encoded[..length], _withRange, out var structures)
                || structures.Length == 0 || structures[0].WireIndex != _structures.Count)
            {
                break;
            }

            _structures.AddRange(structures);
            encoded = encoded[length..];
        }

        if (!encoded.IsEmpty || _structures.Count == 0)
        {
            Reset();
            return false;
        }

        Complete();
        return true;
    }

    public IEnumerable<ParameterDefinition> Definitions() => _structures.Select(s => new ParameterDefinition(
        Index(s.WireIndex),
        s.Name,
        Unit.Of(s.Unit),
        s.Type,
        s.Writable,
        (s.Flags & ParameterFlags.NonVolatile) != 0,
        s.HasMin ? LimitOf(s.Min, s.MinIsIndex) : null,
        s.HasMax ? LimitOf(s.Max, s.MaxIsIndex) : null,
        order));

    /// <summary>The parameters whose limits this one holds.</summary>
    public IEnumerable<int> LimitedBy(int wireIndex) => _structures
        .Where(s => (s.HasMin && s.MinIsIndex && s.Min == wireIndex) || (s.HasMax && s.MaxIsIndex && s.Max == wireIndex))
        .Select(s => (int)s.WireIndex);

    private void Complete()
    {
        _types = [.. _structures.Select(s => s.Type)];
        IsComplete = _structures.Count > 0;
    }

    private Limit LimitOf(int raw, bool isIndex) => isIndex ? new Limit.HeldBy(Index(raw)) : new Limit.Fixed(raw);
}
