using Econet.Gm3;
using Econet.Gm3.Payloads;
using static Econet.Actors.Gm3.Protocol.ProtocolMessages;

namespace Econet.Actors.Gm3.Work;

/// <summary>One thing to do with the token: what it is for, and the request that does it.</summary>
internal abstract record BusStep
{
    /// <summary>About how many bytes of data the answer has, where it may be asked for more or less at once.</summary>
    public virtual int AnswerBytes => 0;

    /// <summary>The device whose answers can be of any size; null where they have one of their own.</summary>
    public virtual DeviceSpace? Asked => null;

    /// <summary>The request, from our address.</summary>
    public abstract Request From(ushort source);

    private static Request Ask(ushort source, DeviceSpace space, Command command, ParameterSelection selection) =>
        new(new Frame(space.Parameters.Address, source, command, selection.ToArray()), selection.First);

    /// <summary>Sent once: whether to send it again is decided by reading back.</summary>
    public sealed record Write(DeviceSpace Space, QueuedWrite Job) : BusStep
    {
        public override Request From(ushort source) => new(
            new Frame(
                Space.Parameters.Address, source, Command.ModifyParam,
                Modify.Write(Space.Parameters.WireIndex(Job.Write.Index), Job.Write.Value)),
            Attempts: 1);
    }

    public sealed record ReadBack(DeviceSpace Space, QueuedWrite Job) : BusStep
    {
        public override Request From(ushort source) =>
            Ask(source, Space, Command.GetParams, new ParameterSelection(1, Space.Parameters.WireIndex(Job.Write.Index)));
    }

    public sealed record Identify(DeviceSpace Space) : BusStep
    {
        /// <summary>Always as many, and few enough for any line: the answer's bytes are the identity.</summary>
        private const byte Sample = 10;

        public override Request From(ushort source) => Space.AsksForSettings
            ? new(new Frame(Space.Parameters.Address, source, Command.GetSettings))
            : Ask(source, Space, Space.Parameters.StructureCommand, new ParameterSelection(Sample, 0));
    }

    public sealed record Structures(DeviceSpace Space) : BusStep
    {
        /// <summary>What one request asks for at most; a device answers with as many as fit.</summary>
        private const byte Most = 100;

        /// <summary>Name, unit, type and limits of one.</summary>
        private const int TypicalBytes = 30;

        private byte Count { get; } =
            Space.AnswerSize.IsFull ? Most : (byte)Math.Clamp(Space.AnswerSize.Bytes / TypicalBytes, 1, Most);

        public override int AnswerBytes => Math.Min(Count * TypicalBytes, Space.Parameters.AnswerLimit);

        public override DeviceSpace Asked => Space;

        public override Request From(ushort source) => Ask(
            source, Space, Space.Parameters.StructureCommand, new ParameterSelection(Count, (ushort)Space.Parameters.Count));
    }

    public sealed record Values(DeviceSpace Space, ParameterSelection Selection) : BusStep
    {
        public override int AnswerBytes => Space.Plan.Bytes(Selection);

        public override DeviceSpace Asked => Space;

        public override Request From(ushort source) => Ask(source, Space, Command.GetParams, Selection);
    }

    public sealed record AlarmEntry(ushort Panel, byte Index) : BusStep
    {
        public override Request From(ushort source) => new(new Frame(Panel, source, Command.Service, AlarmLog.WriteRequest(Index)));
    }
}
