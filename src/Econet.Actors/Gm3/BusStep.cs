using Econet.Gm3;
using Econet.Gm3.Payloads;
using static Econet.Actors.Gm3.ProtocolMessages;

namespace Econet.Actors.Gm3;

/// <summary>One thing to do with the token: what it is for, and the request that does it.</summary>
internal abstract record BusStep
{
    /// <summary>What one request for structures asks for; a device answers with as many as fit.</summary>
    private const byte StructuresAtOnce = 100;

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
        public override Request From(ushort source) => new(new Frame(Space.Parameters.Address, source, Command.GetSettings));
    }

    public sealed record Structures(DeviceSpace Space) : BusStep
    {
        public override Request From(ushort source) => Ask(
            source, Space, Space.Parameters.StructureCommand, new ParameterSelection(StructuresAtOnce, (ushort)Space.Parameters.Count));
    }

    public sealed record Values(DeviceSpace Space, ParameterSelection Selection) : BusStep
    {
        public override Request From(ushort source) => Ask(source, Space, Command.GetParams, Selection);
    }

    public sealed record AlarmEntry(ushort Panel, byte Index) : BusStep
    {
        public override Request From(ushort source) => new(new Frame(Panel, source, Command.Service, AlarmLog.WriteRequest(Index)));
    }
}
