using System.Buffers;
using Econet.Actors.Ports;
using Econet.Actors.TestKit;
using Econet.Gm3;
using Econet.Simulation.Gm3;
using Econet.Values;

namespace Econet.Bench.Fuzzing;

/// <summary>What a simulated bus with a whole gateway on it says, from the first IDENTIFY on.</summary>
/// <param name="Frames">The frames, each once.</param>
/// <param name="Types">The types of the controller's parameters, by wire index.</param>
internal sealed record RecordedTraffic(IReadOnlyList<byte[]> Frames, ParameterType[] Types)
{
    private const int ControllerParameters = 1447;

    public static async Task<RecordedTraffic> RecordAsync(int seed)
    {
        await using var house = await House.StartAsync(new Gm3SimulationOptions { Seed = seed, Paced = false });
        var recorder = new Recorder();
        await using var line = await house.Bus.Port.OpenAsync(recorder, CancellationToken.None);
        await house.UntilLearned();
        house.Time.Advance(TimeSpan.FromMinutes(1));
        var types = Enumerable.Range(0, ControllerParameters).Select(i => house.Bus.Definition(i).Type).ToArray();
        return new RecordedTraffic([.. recorder.Frames.Values], types);
    }

    private sealed class Recorder : IBusReceiver
    {
        public Dictionary<string, byte[]> Frames { get; } = [];

        // A bus that is not paced brings whole frames.
        public void Received(ReadOnlyMemory<byte> bytes)
        {
            var buffer = new ReadOnlySequence<byte>(bytes);
            if (FrameReader.Read(ref buffer, out _, out _) == FrameReadStatus.Frame)
                Frames[Convert.ToHexString(bytes.Span)] = bytes.ToArray();
        }

        public void Gone(string reason)
        {
        }
    }
}
