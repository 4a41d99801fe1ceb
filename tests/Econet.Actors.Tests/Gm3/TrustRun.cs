using System.Globalization;
using Econet.Actors.Devices;
using Econet.Actors.Gm3;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.TestKit;
using Econet.Actors.Tests.Storage;
using Econet.Simulation.Gm3;
using Econet.Simulation.Gm3.Faults;
using Econet.Values;

namespace Econet.Actors.Tests.Gm3;

/// <summary>One random course of reads, writes, faults and restarts. The same seed gives the same course.</summary>
internal sealed class TrustRun : IAsyncDisposable
{
    /// <summary>Settings that are written and changed: limited by numbers and by each other, worn and not, of all types.</summary>
    private static readonly int[] Settings =
        [9, 41, 43, 84, 103, 104, 107, 108, 109, 113, 115, 117, 119, 120, 121, 122, 136, 138, 155, 157, 175, 177, 236, 238, 239, 240];

    /// <summary>Values that change by themselves, or are forced to: measured ones and states.</summary>
    private static readonly int[] Measurements = [3, 14, 31, 35, 40, 61, 62, 64, 68, 74, 134, 162, 479, 612, 1047, 1048, 1134, 1350, 1365];

    private readonly Random _random;
    private readonly VirtualTime _time = new();
    private readonly Gm3Simulator _bus;
    private readonly DeviceHistory _history;
    private readonly TrustChecks _checks;
    private readonly Disturber _disturber;
    private readonly List<StateDirectory> _directories = [new()];
    private readonly List<(Task<WriteResult> Task, bool Accepted, long Since)> _writes = [];
    private readonly List<(Task<ParameterValue> Task, TimeSpan MaxAge, DateTimeOffset Since)> _reads = [];
    private readonly List<(long Until, string Name, Action End)> _faults = [];
    private readonly HashSet<int> _refused = [];
    private readonly HashSet<int> _forgotten = [];
    private readonly List<string> _course = [];
    private readonly int[] _written;
    private House _house = null!;
    private InjectedFaults? _mute;
    private InjectedFaults? _withheld;
    private long? _muteSince;
    private bool _unplugged;
    private bool _noisy;
    private bool _disturbed;
    private int _rude;

    public TrustRun(int seed)
    {
        _random = new Random(seed);
        _bus = new Gm3Simulator(new Gm3SimulationOptions { Seed = seed, PollingModule = seed % 2 == 0 }, _time);
        _history = new DeviceHistory(_time, _bus);
        _checks = new TrustChecks(_time, _history);
        _disturber = new Disturber(_bus, _random);
        _written = [.. Settings, .. Enumerable.Range(10_000, 100).Where(i => _bus.Definition(i) is { Writable: true, Type: ParameterType.UInt8 }).Take(3)];
        _bus.Inject(new FaultPlan().RefuseWrites(Receive));
    }

    /// <summary>What was done, for one who wants to know how a failure came about.</summary>
    public IEnumerable<string> Course => _course;

    public string Summary =>
        $"{_checks.ValuesChecked} values, "
        + string.Join(", ", _checks.Jobs.GroupBy(j => j.Status).OrderBy(g => g.Key).Select(g => $"{g.Count()} {g.Key}"));

    public TrustChecks Checks => _checks;

    private Gm3Options Options => new() { StateDirectory = _directories[^1].Path, WriteBudget = new WriteBudget(PerHour: 40, PerDay: 400) };

    public async Task RunAsync(TimeSpan duration)
    {
        _bus.Start();
        await Start();
        await Advance(TimeSpan.FromSeconds(20));
        var end = _time.GetTimestamp() + duration.Ticks;
        while (_time.GetTimestamp() < end)
        {
            EndFaults(_time.GetTimestamp());
            await Act();
            await Advance(Some(0.1, _random.Next(4) == 0 ? 5 : 1.5));
            await Check();
        }

        EndFaults(long.MaxValue);
        await Recover();
    }

    public async ValueTask DisposeAsync()
    {
        await _house.DisposeAsync();
        _bus.Dispose();
        _time.Dispose();
        _directories.ForEach(directory => directory.Dispose());
    }

    private Task Act() => _random.Next(100) switch
    {
        < 22 => Do("write", () => Write(Setting(), accepted: false)),
        < 32 => Do("write accepted", () => Write(Setting(), accepted: true)),
        < 38 => Do("write twice", WriteTwice),
        < 42 => Do("write many", () => Times(6, () => Write(Setting(), accepted: _random.Next(2) == 0))),
        < 46 => Do("write nonsense", () => Send(Setting(), _random.Next(2) == 0 ? "nonsense" : 1e7, accepted: false)),
        < 50 => Do("write what is there", WriteSame),
        < 64 => Do("force", () => Times(3, Force)),
        < 67 => Do("release", () => Array.ForEach(Measurements, _bus.Release)),
        < 72 => Do("read", Read),
        < 76 => Fault("refuse", () => Some(_refused), _refused.Clear),
        < 80 => Fault("forget", () => Some(_forgotten), _forgotten.Clear),
        < 83 => Fault("mute", () => SetMute(true), () => SetMute(false)),
        < 86 => Fault("no tokens", () => _withheld = _bus.Inject(new FaultPlan().GrantNoTokens()), () => _withheld!.Dispose()),
        < 89 => Fault("unplug", () => SetUnplugged(true), () => SetUnplugged(false)),
        < 94 => Fault("noise", () => _noisy = true, () => _noisy = false),
        < 95 => Do("alarm", () => _bus.RaiseAlarm((byte)_random.Next(1, 60))),
        < 97 => Stop(),
        _ => Crash(),
    };

    private Task Do(string name, Action action)
    {
        Tell(name);
        action();
        return Task.CompletedTask;
    }

    private Task Fault(string name, Action begin, Action end)
    {
        if (_faults.TrueForAll(fault => fault.Name != name))
        {
            Tell($"{name} begins");
            begin();
            _faults.Add((_time.GetTimestamp() + Some(1, _random.Next(3) == 0 ? 45 : 8).Ticks, name, end));
        }

        return Task.CompletedTask;
    }

    private void EndFaults(long now)
    {
        foreach (var fault in _faults.Where(fault => fault.Until <= now).ToArray())
        {
            Tell($"{fault.Name} ends");
            fault.End();
            _faults.Remove(fault);
        }
    }

    private async Task Start()
    {
        _checks.StartedAt = _time.GetUtcNow();
        _house = await House.StartAsync(_time, _bus, Options);
    }

    /// <summary>As a signal ends it: the token goes back, and what is known is stored.</summary>
    private async Task Stop()
    {
        Tell("stop");
        for (var released = 0; released < 5; released++)
        {
            await Advance(TimeSpan.FromMilliseconds(20));
            released = (await _house.Device.StatusAsync()).Token!.Held ? 0 : released;
        }

        await Check();
        await End();
    }

    /// <summary>The disk stays as it is in this moment, and no byte more goes out.</summary>
    private async Task Crash()
    {
        Tell("crash");
        await Check();
        _directories.Add(new StateDirectory());
        _directories[^2].CopyTo(_directories[^1].Path);
        _bus.Unplug();
        _time.Settle();
        await End();
    }

    private async Task End()
    {
        await _house.DisposeAsync();
        SetUnplugged(_unplugged);
        _writes.Clear();
        _reads.Clear();
        await Advance(Some(0.1, _random.Next(3) == 0 ? 20 : 2));
        await Start();
    }

    private void Write(int index, bool accepted) => Send(index, Input(index), accepted);

    private void WriteTwice()
    {
        var index = Setting();
        Write(index, accepted: _random.Next(2) == 0);
        Write(index, accepted: false);
    }

    private void WriteSame()
    {
        var index = Setting();
        Send(index, Clr(_bus.Truth(index)), accepted: false);
    }

    private void Send(int index, object value, bool accepted)
    {
        Tell($"  {index} = {value}");
        var task = _house.Device.WriteAsync($"{index}", value, new WriteOptions("model", accepted));
        _writes.Add((task, accepted, _time.GetTimestamp()));
    }

    private void Read()
    {
        var maxAge = Some(0, 20);
        _reads.Add((_house.Device.ReadAsync($"{One(_random.Next(2) == 0 ? _written : Measurements)}", maxAge), maxAge, _time.GetUtcNow()));
    }

    private void Force()
    {
        var index = _random.Next(3) == 0 ? Setting() : One(Measurements);
        var now = _bus.Truth(index);
        var value = now.Type switch
        {
            ParameterType.Float => _random.Next(10) switch
            {
                0 => Value.Of(float.NaN),
                1 => Value.Of(999f),
                2 => Value.Of(Base(now) + 40),
                3 => Value.Of(1e-40f),
                _ => Value.Of((float)Math.Round(Base(now) + (_random.NextDouble() * 6) - 3, 1)),
            },
            ParameterType.Bool => Value.Of(_random.Next(2) == 0),
            ParameterType.String => Value.Of($"T{_random.Next(100)}"),
            _ => Value.Of(now.Type, _random.Next(0, 100)),
        };
        Tell($"  {index} = {value}");
        _history.Force(index, value);
    }

    private static float Base(Value value) => value.SaysNone || Math.Abs(value.ToDouble()) > 100 ? 20 : (float)value.ToDouble();

    private object Input(int index)
    {
        var definition = _bus.Definition(index);
        var min = definition.HasMin ? definition.MinIsIndex ? _bus.Truth(definition.Min).ToDouble() : definition.Min : 0;
        var max = definition.HasMax ? definition.MaxIsIndex ? _bus.Truth(definition.Max).ToDouble() : definition.Max : min + 40;
        return definition.Type switch
        {
            ParameterType.String => $"S{_random.Next(100)}",
            ParameterType.Bool => _random.Next(2) == 0,
            ParameterType.Float => Math.Round(min + (_random.NextDouble() * (max - min)), 1),
            _ => Math.Floor(min + (_random.NextDouble() * (max - min + 1))),
        };
    }

    private static object Clr(Value value) => value.Type switch
    {
        ParameterType.String => value.ToText(),
        ParameterType.Bool => value.ToDouble() != 0,
        _ => value.ToDouble(),
    };

    /// <summary>While the device receives a write: what it does with it.</summary>
    private bool Receive(int index)
    {
        if (_refused.Contains(index))
        {
            return true;
        }

        if (_forgotten.Contains(index))
        {
            _history.Forget(index);
        }

        return false;
    }

    private void SetMute(bool mute)
    {
        if (mute)
        {
            _mute = _bus.Inject(new FaultPlan().MuteController());
        }
        else
        {
            _mute?.Dispose();
        }

        _muteSince = mute ? _time.GetTimestamp() : null;
    }

    private void SetUnplugged(bool unplugged)
    {
        _unplugged = unplugged;
        if (unplugged)
        {
            _bus.Unplug();
        }
        else
        {
            _bus.Replug();
        }
    }

    private async Task Advance(TimeSpan span)
    {
        for (var left = span; left > TimeSpan.Zero; left -= DeviceHistory.Interval)
        {
            var step = left < DeviceHistory.Interval ? left : DeviceHistory.Interval;
            var before = Rudeness();
            var disturbed = false;
            if (_noisy && !_unplugged && _random.Next(3) == 0)
            {
                var quiet = step * _random.NextDouble();
                _time.Advance(quiet);
                await _disturber.Send();
                step -= quiet;
                disturbed = true;
            }

            _time.Advance(step);
            _history.Sample();

            // Nobody can know of noise that begins while he does, and noise goes on for a while.
            _rude += disturbed || _disturbed ? 0 : Rudeness() - before;
            _disturbed = disturbed;
        }
    }

    private int Rudeness() => _bus.Etiquette.TooEarly + _bus.Etiquette.Collisions;

    private async Task Check()
    {
        var snapshot = await _house.Device.SnapshotAsync();
        _checks.Check(snapshot);
        Assert.False(snapshot.Alive && _unplugged, "Alive though unplugged");
        Assert.False(snapshot.Alive && _time.GetTimestamp() - _muteSince > TimeSpan.FromSeconds(17).Ticks, "Alive though the controller is mute");
        _checks.Check(await _house.Device.WritesAsync());
        foreach (var write in _writes.ToArray())
        {
            if (_time.GetTimestamp() - write.Since > TimeSpan.FromSeconds(60).Ticks)
            {
                // It has ended long ago in virtual time; the answer may need a moment of the real one.
                await write.Task.WaitAsync(TimeSpan.FromSeconds(10));
            }

            if (write.Task.IsCompleted)
            {
                _checks.Check(await write.Task, write.Accepted);
                _writes.Remove(write);
            }
        }

        foreach (var read in _reads.Where(read => read.Task.IsCompleted).ToArray())
        {
            _reads.Remove(read);
            if (read.Task.IsCompletedSuccessfully)
            {
                Assert.True((await read.Task).ReadAt >= read.Since - read.MaxAge, $"{await read.Task} is older than {read.MaxAge}");
            }
        }

        Assert.True(_bus.Etiquette.WithoutToken == 0, "A frame without the token");
        Assert.True(_rude == 0, "A frame too early, or while somebody else spoke");
    }

    /// <summary>With nothing in the way any more, everything is good, and every write has ended.</summary>
    private async Task Recover()
    {
        var end = _time.GetTimestamp() + TimeSpan.FromSeconds(60).Ticks;
        while (true)
        {
            await Advance(TimeSpan.FromSeconds(1));
            await Check();
            var snapshot = await _house.Device.SnapshotAsync();
            if (snapshot.Alive && snapshot.Parameters.All(p => p.Quality is Quality.Good or Quality.Absent)
                && _checks.Jobs.All(job => job.HasEnded))
            {
                return;
            }

            var others = snapshot.Parameters.Where(p => p.Quality is not (Quality.Good or Quality.Absent)).Take(5)
                .Select(p => $"{p.Key}@{p.Index} = {p.Value} {p.Quality}, {_history.Tell(p.Index)}");
            Assert.True(
                _time.GetTimestamp() < end,
                $"Not as it was after a minute: {(await _house.Device.StatusAsync()).State}; {string.Join("; ", others)}");
        }
    }

    private int Setting() => One(_written);

    private int One(int[] among) => among[_random.Next(among.Length)];

    private void Some(HashSet<int> set)
    {
        foreach (var index in _written.Where(_ => _random.Next(2) == 0))
        {
            set.Add(index);
        }
    }

    private TimeSpan Some(double least, double most) => TimeSpan.FromSeconds(least + (_random.NextDouble() * (most - least)));

    private static void Times(int count, Action action)
    {
        for (var i = 0; i < count; i++)
        {
            action();
        }
    }

    private void Tell(string what) =>
        _course.Add(string.Create(CultureInfo.InvariantCulture, $"{TimeSpan.FromTicks(_time.GetTimestamp()).TotalSeconds:F2} {what}"));
}
