using Econet.Actors.Messages;
using Econet.Values;

namespace Econet.Bench.Soak;

/// <summary>Writes now and then, and holds what is said to have become of it against what the device received and held.</summary>
internal sealed class WriteChecks(SoakHouse house, Truth truth, ValueChecks values, SoakOptions options)
{
    private const double MeanPause = 10;

    /// <summary>Settings that nothing but a write moves; some limit each other.</summary>
    private static readonly int[] Settings = [103, 104, 107, 108, 119, 136, 238, 239, 240, 10_018, 10_020];

    /// <summary>A write ends after 30 s, or with the work that was begun for it.</summary>
    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(60);

    private readonly Random _random = new(options.Seed + 1);
    private readonly List<(int Index, double Value, TimeSpan At, Task<WriteResult> Task)> _open = [];
    private readonly List<(int Index, double Value, TimeSpan From, TimeSpan To)> _requested = [];
    private TimeSpan _next = TimeSpan.Zero;
    private int _received;

    public int Requested { get; private set; }

    public SortedDictionary<string, int> Outcomes { get; } = [];

    /// <summary>Told as verified, and not held then; or never told how they ended.</summary>
    public List<string> Lost { get; } = [];

    /// <summary>The device took a value that nobody wrote, or whose write had ended before.</summary>
    public List<string> False { get; } = [];

    public bool AreTrue => Lost.Count == 0 && False.Count == 0;

    public async Task Step(DeviceSnapshot snapshot)
    {
        if (house.Now >= _next)
        {
            _next = house.Now + TimeSpan.FromSeconds(-Math.Log(1 - _random.NextDouble()) * MeanPause);
            Begin(snapshot);
        }

        foreach (var write in _open.ToArray())
        {
            if (write.Task.IsCompleted)
                await End(write);
            else if (house.Now - write.At > LongestWrite)
                Lose(write, "does not end");
        }

        CheckReceived();
    }

    /// <summary>Writes that are under way still.</summary>
    public int Open => _open.Count;

    private void Begin(DeviceSnapshot snapshot)
    {
        var index = Settings[_random.Next(Settings.Length)];
        var parameter = snapshot.Parameters.FirstOrDefault(p => p.Index == index);
        if (parameter is not { Writable: true } || !parameter.Type.IsInteger())
            return;

        var min = parameter.Min ?? 0;
        var max = Math.Min(parameter.Max ?? 4, min + 20);
        var value = Math.Floor(min + (_random.NextDouble() * (max - min + 1)));
        Requested++;
        _open.Add((index, value, house.Now, house.Device.WriteAsync($"{index}", value)));
    }

    private async Task End((int Index, double Value, TimeSpan At, Task<WriteResult> Task) write)
    {
        _open.Remove(write);
        string outcome;
        try
        {
            var result = await write.Task;
            outcome = result.Job?.Status.ToString() ?? result.Error?.ToString() ?? "?";
            var ended = result.Job?.EndedAt is { } at ? house.Since(at) : house.Now;
            _requested.Add((write.Index, write.Value, write.At, ended));
            if (result.Success && !WasHeld(write, result, ended))
                Lose(write, $"is told as {outcome} at {ended.TotalSeconds:F1} s, and was not held");
        }
        catch (EconetException error)
        {
            outcome = error.Error.ToString();
        }

        Outcomes[outcome] = Outcomes.GetValueOrDefault(outcome) + 1;
    }

    private bool WasHeld((int Index, double Value, TimeSpan At, Task<WriteResult> Task) write, WriteResult result, TimeSpan ended)
    {
        bool Like(string name, Value held) => !held.IsNone && held.ToDouble() == write.Value;

        // What is there already, and good, needs no sending; it was read within what its class allows.
        var wasThere = result.Job is { SentAt: null };
        var from = wasThere ? ended - TimeSpan.FromMinutes(3.1) : ended - values.Transit;
        return truth.Held(write.Index, Like, from, ended + TimeSpan.FromMilliseconds(1));
    }

    private void Lose((int Index, double Value, TimeSpan At, Task<WriteResult> Task) write, string how)
    {
        _open.Remove(write);
        Lost.Add($"{write.Index} = {write.Value} of {write.At.TotalSeconds:F1} s {how}: {truth.Tell(write.Index)}");
    }

    private void CheckReceived()
    {
        // In real time the simulation's clock was started a little after ours.
        var early = options.Real ? TimeSpan.FromSeconds(1) : TimeSpan.Zero;
        var slack = options.Real ? TimeSpan.FromSeconds(1) : TimeSpan.FromMilliseconds(50);
        var received = house.Bus.Writes;
        foreach (var write in received.Skip(_received).Where(write => write.Accepted))
        {
            var wasAsked = _open.Exists(w => w.Index == write.Index && w.Value == write.Value.ToDouble() && w.At - early <= write.At)
                || _requested.Exists(w => w.Index == write.Index && w.Value == write.Value.ToDouble()
                    && w.From - early <= write.At && write.At <= w.To + slack);
            if (!wasAsked)
                False.Add($"{write.Index} = {write.Value} at {write.At.TotalSeconds:F1} s from {write.Source}");
        }

        _received = received.Count;
        _requested.RemoveAll(w => w.To < house.Now - TimeSpan.FromMinutes(5));
    }
}
