using System.Diagnostics;
using Econet.Actors.Messages;
using Econet.Actors.Ports;
using Econet.Actors.TestKit;
using Econet.Simulation.Gm3;
using Econet.Simulation.Gm3.Faults;
using Econet.Values;

namespace Econet.Bench.Fuzzing;

/// <summary>
/// Damaged traffic, of a simulated bus and recorded on a real one, through a whole device: framing stage, protocol, session, parameters.
/// In rounds, each with a new device, which is learning in every second one and knows all in the others. One that knows all must be right
/// again afterwards; one that learned from answers with good checksums and wrong contents need not. An error in the log ends the run as a
/// failure, and so does a step that does not end.
/// </summary>
internal sealed class SessionFuzz(int seed)
{
    private const int FramesOfRound = 100_000;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    /// <summary>In virtual time: every class of values has been read again by then.</summary>
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromMinutes(4);

    /// <summary>Frames of a real bus that another participant says in a step, each damaged or whole.</summary>
    private const int CapturedOfStep = 40;

    private readonly byte[][] _captured = [.. Capture.Frames()];
    private long _good, _errors, _requests;
    private long _largestHeap;
    private int _knowing, _recovered, _rounds;

    public async Task RunAsync(long frames)
    {
        var watch = Stopwatch.StartNew();
        using var guard = new HangGuard(() => $"A step of round {_rounds}");
        long fed = 0, heapBefore = 0;
        while (fed < frames)
        {
            fed += await Round(seed + _rounds, guard.GoesOn);
            if (++_rounds == 2)
                heapBefore = Heap();
        }

        watch.Stop();
        Console.WriteLine($"whole device, seed {seed}: {fed:N0} frames in {watch.Elapsed.TotalSeconds:F1} s, {_rounds} rounds");
        Console.WriteLine($"{fed / watch.Elapsed.TotalSeconds:N0} frames/s, {_good:N0} of them whole; requests of the device {_requests:N0}");
        Console.WriteLine($"errors in the log {_errors}, devices that knew all right again afterwards {_recovered} of {_knowing}");
        Console.WriteLine(
            $"heap after two rounds {heapBefore / 1e6:F1} MB, at the end {Heap() / 1e6:F1} MB; largest with a device {_largestHeap / 1e6:F1} MB");
        if (_errors > 0 || _recovered < _knowing)
            throw new InvalidOperationException("A device logged errors, or was not right again");
    }

    private async Task<long> Round(int round, Action alive)
    {
        var simulation = new Gm3SimulationOptions { Seed = round, Paced = false, PollingModule = round % 3 != 0, TokenSilence = 3 * Step };
        await using var house = await House.StartAsync(simulation);
        var errors = new LoggedErrors(house.System);
        var knowsAll = round % 2 == 0;
        if (knowsAll)
            await house.UntilLearned();

        var counter = new Counter();
        await using var line = await house.Bus.Port.OpenAsync(counter, CancellationToken.None);
        using (house.Bus.Inject(new FaultPlan(round).MangleFrames(0.3).ForgeFrames(TimeSpan.FromMilliseconds(100), maxFrames: 400)))
        {
            var random = new Random(round);
            while (counter.Frames < FramesOfRound)
            {
                SayCaptured(line, random);
                house.Time.Advance(Step);
                alive();
            }
        }

        var traffic = (await house.Device.StatusAsync()).Sections["traffic"];
        _good += Convert.ToInt64(traffic["frames_received"], null);
        _requests += Convert.ToInt64(traffic["requests"], null);
        if (knowsAll)
            await CheckRecovery(house, round, alive);
        _errors += errors.Count;
        _largestHeap = Math.Max(_largestHeap, Heap());
        return counter.Frames;
    }

    private void SayCaptured(IBusLine line, Random random)
    {
        for (var i = 0; i < CapturedOfStep && _captured.Length > 0; i++)
        {
            var frame = _captured[random.Next(_captured.Length)];
            line.Send(random.Next(2) == 0 ? frame : FrameMutation.Of(frame, random));
        }
    }

    private async Task CheckRecovery(House house, int round, Action alive)
    {
        _knowing++;
        var wrong = Wrong(await house.Device.SnapshotAsync(), house.Bus);
        for (var waited = TimeSpan.Zero; wrong is not null && waited < LongestRecovery; waited += Step)
        {
            house.Time.Advance(Step);
            alive();
            wrong = Wrong(await house.Device.SnapshotAsync(), house.Bus);
        }

        if (wrong is null)
            _recovered++;
        else
            Console.WriteLine($"round {round}: {wrong}");
    }

    /// <summary>Null when all is good, and what does not move by itself is what the device holds.</summary>
    private static string? Wrong(DeviceSnapshot snapshot, Gm3Simulator bus)
    {
        if (!snapshot.Alive || snapshot.Parameters.Length != bus.ParameterCount)
            return $"alive {snapshot.Alive}, {snapshot.Parameters.Length} parameters of {bus.ParameterCount}";

        var wrong = snapshot.Parameters.Where(p => p.Definition.Name != bus.Definition(p.Index).Name || p.Type != bus.Definition(p.Index).Type
            || p.Quality is not (Quality.Good or Quality.Absent) || (Stays(p) && p.Value != bus.Truth(p.Index))).ToList();
        return wrong.Count == 0
            ? null
            : $"{wrong.Count} wrong, first {wrong[0].Index} {wrong[0].Name} {wrong[0].Type} = {wrong[0].Value} {wrong[0].Quality}, "
                + $"really {bus.Definition(wrong[0].Index).Name} = {bus.Truth(wrong[0].Index)}";
    }

    // The panel's clock can be written, and goes on by itself.
    private static bool Stays(ParameterValue parameter) =>
        parameter.Writable && parameter.Type.IsInteger() && parameter.Name is not ("second" or "minute" or "hour");

    private static long Heap() => GC.GetTotalMemory(forceFullCollection: true);

    /// <summary>A bus that is not paced brings each frame in one piece.</summary>
    private sealed class Counter : IBusReceiver
    {
        public long Frames { get; private set; }

        public void Received(ReadOnlyMemory<byte> bytes) => Frames++;

        public void Gone(string reason)
        {
        }
    }
}
