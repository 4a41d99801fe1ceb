using Econet.Actors.Gm3.Protocol;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Work;

/// <summary>One thing to do with the token: what it is for, and the request that does it.</summary>
/// <param name="Space">The device that is asked.</param>
internal abstract record BusStep(DeviceSpace Space)
{
    /// <summary>About how many bytes of data the answer has, where it may be asked for more or less at once.</summary>
    public virtual int AnswerBytes => 0;

    /// <summary>The device whose answers can be of any size; null where they have one of their own.</summary>
    public virtual DeviceSpace? Asked => null;

    /// <summary>The kind of request, where a device may leave the whole kind unanswered.</summary>
    public virtual RequestKind? Kind => null;

    /// <summary>What nobody has to answer is asked once, where answers don't get lost.</summary>
    private int? Once => Space.Repertoire.Loss.IsLikely ? null : 1;

    /// <summary>The request, from our address.</summary>
    public abstract ProtocolMessages.Request From(ushort source);

    /// <summary>Its answer was lost, or damaged, so often.</summary>
    public void Lost(int times)
    {
        if (times > 0)
        {
            Space.Repertoire.Loss.Note();
        }

        for (var lost = 0; lost < times; lost++)
        {
            Asked?.AnswerSize.Lost(AnswerBytes);
        }
    }

    private static ProtocolMessages.Request Ask(
        ushort source, DeviceSpace space, Command command, ParameterSelection selection, int? attempts = null, bool isExpected = true) =>
        new(new Frame(space.Parameters.Address, source, command, selection.ToArray()), selection.First, attempts, isExpected);

    /// <summary>Sent once: whether to send it again is decided by reading back.</summary>
    public sealed record Write(DeviceSpace Space, QueuedWrite Job) : BusStep(Space)
    {
        public override ProtocolMessages.Request From(ushort source) => new(
            new Frame(
                Space.Parameters.Address, source, Command.ModifyParam,
                Modify.Write(Space.Parameters.WireIndex(Job.Write.Index), Job.Write.Value)),
            Attempts: 1);
    }

    public sealed record ReadBack(DeviceSpace Space, QueuedWrite Job) : BusStep(Space)
    {
        public override RequestKind? Kind => RequestKind.Values;

        public override ProtocolMessages.Request From(ushort source) =>
            Ask(source, Space, Command.GetParams, new ParameterSelection(1, Space.Parameters.WireIndex(Job.Write.Index)));
    }

    /// <summary>Asks a device who it is. Never more than once in a row: the values don't wait for it.</summary>
    public sealed record Identify(DeviceSpace Space) : BusStep(Space)
    {
        public override RequestKind? Kind => RequestKind.Settings;

        public override ProtocolMessages.Request From(ushort source) =>
            new(new Frame(Space.Parameters.Address, source, Command.GetSettings), Attempts: 1, IsExpected: Space.HasTold);
    }

    /// <summary>Asks for some of the first structures again, to see whether the device is still the one whose structures are known.</summary>
    public sealed record Sample(DeviceSpace Space) : BusStep(Space)
    {
        /// <summary>Few enough for any line.</summary>
        private const int Count = 10;

        public override RequestKind? Kind => RequestKind.Structures;

        public override ProtocolMessages.Request From(ushort source) => Ask(
            source, Space, Space.Parameters.StructureCommand, Space.Parameters.Sample(Count), Once);
    }

    public sealed record Structures(DeviceSpace Space) : BusStep(Space)
    {
        /// <summary>Name, unit, type and limits of one.</summary>
        private const int TypicalBytes = 30;

        private byte Count { get; } =
            Space.Parameters.IsAskedOneByOne ? (byte)1 : Space.AnswerSize.IsFull ? StructureQuest.MostAsked
            : (byte)Math.Clamp(Space.AnswerSize.Bytes / TypicalBytes, 1, StructureQuest.MostAsked);

        public override int AnswerBytes => Math.Min(Count * TypicalBytes, Space.Parameters.AnswerLimit);

        public override DeviceSpace Asked => Space;

        public override RequestKind? Kind => Space.Parameters.Count == 0 ? RequestKind.Structures : RequestKind.EndOfStructures;

        public override ProtocolMessages.Request From(ushort source) => Ask(
            source, Space, Space.Parameters.StructureCommand, new ParameterSelection(Count, Space.Parameters.Next),
            Space.Parameters.IsComplete || Space.Parameters.IsAskedOneByOne || (Space.Parameters.Count == 0 && !Space.IsAskedAnew) ? Once : null,
            isExpected: !Space.Parameters.IsComplete && !Space.Parameters.IsAskedOneByOne && Space.Parameters.Count > 0);
    }

    /// <param name="IsProbe">Some of them have been left unanswered, and are narrowed down.</param>
    public sealed record Values(DeviceSpace Space, ParameterSelection Selection, bool IsProbe = false) : BusStep(Space)
    {
        public override int AnswerBytes => Space.Plan.Bytes(Selection);

        public override DeviceSpace? Asked => IsProbe ? null : Space;

        public override RequestKind? Kind => RequestKind.Values;

        public override ProtocolMessages.Request From(ushort source) => Ask(
            source, Space, Command.GetParams, Selection,
            IsProbe || !Space.IsVerified || !Space.Repertoire.HasAnswered(RequestKind.Values) ? Once : null, isExpected: !IsProbe);
    }

    public sealed record AlarmEntry(DeviceSpace Space, byte Index) : BusStep(Space)
    {
        public override RequestKind? Kind => RequestKind.Alarms;

        public override ProtocolMessages.Request From(ushort source) => new(
            new Frame(Space.Parameters.Address, source, Command.Service, AlarmLog.WriteRequest(Index)),
            Attempts: Space.Repertoire.HasAnswered(RequestKind.Alarms) ? null : Once,
            IsExpected: Space.Repertoire.HasAnswered(RequestKind.Alarms));
    }
}
