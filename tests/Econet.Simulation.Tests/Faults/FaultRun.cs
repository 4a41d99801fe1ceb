using Econet.Actors.Ports;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Simulation.Gm3.Faults;

namespace Econet.Simulation.Tests.Faults;

/// <summary>What tests of faults share.</summary>
internal static class FaultRun
{
    public const ushort Me = BusAddress.FirstPeripheral;

    public static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static Frame Settings { get; } = new(BusAddress.Controller, Me, Command.GetSettings);

    public static Frame Values { get; } = new(BusAddress.Controller, Me, Command.GetParams, new ParameterSelection(10, 61).ToArray());

    /// <summary>A bus without a panel's cycle, on which only what is asked is said.</summary>
    public static SimulatorRun Quiet(FaultPlan plan) => new(new() { Faults = plan });

    /// <summary>Asks, and says all that was heard in the second after.</summary>
    public static List<Frame> Hear(this SimulatorRun run, Frame request)
    {
        run.Frames.Clear();
        run.Send(request);
        run.Run(Second);
        return [.. run.Frames];
    }

    /// <summary>Plays a gateway: answers IDENTIFY, and gives each token back soon.</summary>
    public static void TakePart(this SimulatorRun run, ushort address = Me) => run.OnFrame = frame =>
    {
        if (frame.Destination != address)
            return;

        if (frame.Command == Command.Identify)
            run.SendAfter(TimeSpan.FromMilliseconds(20), new Frame(BusAddress.Panel, address, Command.IdentifyAnswer, SimulatorRun.Identity));
        else if (frame == Service.TokenGrant(address))
            run.SendAfter(TimeSpan.FromMilliseconds(20), Service.TokenReturn(address));
    };

    public static int Count(this SimulatorRun run, Frame frame) => run.Frames.Count(heard => heard == frame);

    public static async Task<string?> WhyItCannotBeOpened(this SimulatorRun run)
    {
        try
        {
            await using var line = await run.Simulator.Port.OpenAsync(new Ears(), CancellationToken.None);
            return null;
        }
        catch (BusPortException refusal)
        {
            return refusal.Message;
        }
    }
}

/// <summary>Another participant's receiver.</summary>
internal sealed class Ears : IBusReceiver
{
    public List<byte> Bytes { get; } = [];

    public string? GoneBecause { get; private set; }

    public void Received(ReadOnlyMemory<byte> bytes) => Bytes.AddRange(bytes.Span);

    public void Gone(string reason) => GoneBecause = reason;
}
