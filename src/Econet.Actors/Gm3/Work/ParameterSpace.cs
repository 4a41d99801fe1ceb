using System.Runtime.InteropServices;
using Econet.Actors.Messages;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Values;

namespace Econet.Actors.Gm3.Work;

/// <summary>
/// The parameters of one device on the bus, learned structure by structure until it says NO_DATA. Its wire indices 0, 1, … are
/// <paramref name="offset"/> + 0, 1, … to everybody else.
/// </summary>
/// <param name="address">The device that holds the space.</param>
/// <param name="withRange">The form to ask for structures in, at first.</param>
/// <param name="order">Which space a shared name belongs to: the lowest.</param>
/// <param name="answerLimit">About as many bytes of values as the device puts into one answer.</param>
/// <param name="answerLatency">How long the device takes before it answers.</param>
internal sealed class ParameterSpace(
    ushort address, bool withRange, int offset, int order, int answerLimit, TimeSpan answerLatency)
{
    /// <summary>The panel's parameters are numbered from here.</summary>
    public const int PanelOffset = 10_000;

    /// <summary>More structures in a row that can't be read are no accident: the device tells them in another way altogether.</summary>
    private const int MostUnreadableInARow = 3;

    private readonly List<ParameterStructure> _structures = [];
    private readonly StructureQuest _quest = new(withRange);
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
    public IEnumerable<ParameterFlags?> Flags => _structures.Select(s => _quest.WithRange ? s.Flags : (ParameterFlags?)null);

    public Command StructureCommand => _quest.Command;

    /// <inheritdoc cref="StructureQuest"/>
    public bool IsAskedOneByOne => _quest.IsOneByOne;

    /// <summary>The first structure to ask for.</summary>
    public ushort Next => (ushort)(_quest.IsLookingBehind ? Count + 1 : Count);

    /// <summary>The wire indices of those whose structures, or whose types, can't be read: they have no values.</summary>
    public IReadOnlyList<int> Unreadable { get; private set; } = [];

    /// <summary>The first parameters in a row that can be read, <paramref name="most"/> at most.</summary>
    public ParameterSelection Sample(int most)
    {
        var readable = _structures.SkipWhile(s => !s.Type.IsKnown()).Take(most).TakeWhile(s => s.Type.IsKnown()).ToList();
        return readable.Count == 0 ? new ParameterSelection(1, 0) : new ParameterSelection((byte)readable.Count, readable[0].WireIndex);
    }

    public bool Holds(int index) => index >= offset && index < offset + Count;

    public ushort WireIndex(int index) => (ushort)(index - offset);

    public int Index(int wireIndex) => offset + wireIndex;

    /// <summary>Takes an answer to a request for the structures from <see cref="Next"/> on.</summary>
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

        if (answer.Command == Command.Error)
        {
            return Count > 0 ? AcceptUnreadable(answer) : _quest.IsRefused(inDoubt) ? StructureOutcome.Refused : StructureOutcome.Unsure;
        }

        if (answer.Command != StructureCommand.Answer())
        {
            return StructureOutcome.Refused;
        }

        if (!StructureAnswer.TryParse(answer.Data.Span, _quest.WithRange, out var structures) || structures.Length == 0)
        {
            return AcceptUnreadable(answer);
        }

        if (structures[0].WireIndex != Next)
        {
            return StructureOutcome.Refused;
        }

        var sure = _check.Sure(structures, inDoubt);
        if (_quest.IsLookingBehind && sure > 0)
        {
            LeaveOutNext();
        }

        _structures.AddRange(structures.AsSpan(0, sure));
        _quest.Told(sure);
        return sure > 0 ? StructureOutcome.Taken : StructureOutcome.Unsure;
    }

    /// <summary>
    /// Whether an answer to a request for the <see cref="Sample"/> tells what is known; null when it tells nothing.
    /// </summary>
    public bool? Confirms(Frame answer) =>
        answer.Command == StructureCommand.Answer() && StructureAnswer.TryParse(answer.Data.Span, _quest.WithRange, out var told) && told.Length > 0
            ? told.SequenceEqual(_structures.Skip(told[0].WireIndex).Take(told.Length))
            : null;

    /// <inheritdoc cref="StructureQuest.AskOtherwise"/>
    public void AskOtherwise() => _quest.AskOtherwise();

    /// <summary>The request for the next structures stays unanswered, although the device is there. Where nothing behind it is told either, all are known.</summary>
    public void LeftUnanswered()
    {
        if (!_quest.LookFurther())
        {
            Complete();
        }
    }

    /// <summary>Forgets everything, to be learned again.</summary>
    public void Reset()
    {
        _structures.Clear();
        _check.Reset();
        _quest.Reset(_quest.WithRange);
        _types = [];
        Unreadable = [];
        IsComplete = false;
    }

    /// <summary>For <see cref="TryRestore"/>.</summary>
    public byte[] Encode() => StructureDocument.Encode(CollectionsMarshal.AsSpan(_structures), _quest.WithRange);

    /// <summary>Takes structures that were encoded before; false, and nothing known, when they are not whole.</summary>
    public bool TryRestore(ReadOnlySpan<byte> encoded)
    {
        Reset();
        if (!StructureDocument.TryDecode(encoded, _structures, out var inFormWithRange))
        {
            Reset();
            return false;
        }

        _quest.Reset(inFormWithRange);
        Complete();
        return true;
    }

    public IEnumerable<ParameterDefinition> Definitions() => _structures.Where(s => s.Type.IsKnown()).Select(s => new ParameterDefinition(
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

    private StructureOutcome AcceptUnreadable(Frame answer)
    {
        if (_quest.IsLookingBehind)
        {
            return StructureOutcome.Refused;
        }

        if (!_quest.IsNextUnreadable(answer))
        {
            return StructureOutcome.Unsure;
        }

        LeaveOutNext();
        if (_structures.TakeLast(MostUnreadableInARow + 1).Count(s => s.Type == ParameterType.None) <= MostUnreadableInARow)
        {
            return StructureOutcome.Taken;
        }

        _structures.RemoveRange(_structures.Count - MostUnreadableInARow - 1, MostUnreadableInARow + 1);
        _quest.AskForMany();
        return StructureOutcome.Refused;
    }

    private void LeaveOutNext()
    {
        _quest.StopLookingBehind();
        _structures.Add(new ParameterStructure((ushort)_structures.Count, "", "", ParameterType.None, Readable: false, Writable: false));
    }

    private void Complete()
    {
        _quest.StopLookingBehind();
        Unreadable = [.. _structures.Where(s => !s.Type.IsKnown()).Select(s => (int)s.WireIndex)];
        _types = [.. _structures.Select(s => s.Type)];
        IsComplete = _structures.Count > 0;
    }

    private Limit LimitOf(int raw, bool isIndex) => isIndex ? new Limit.HeldBy(Index(raw)) : new Limit.Fixed(raw);
}
