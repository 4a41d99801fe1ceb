using System.Threading.Channels;
using Econet.Actors.Devices;
using Econet.Actors.Messages;

namespace Econet.Gateway.Mqtt;

/// <summary>
/// The commands of one device: they become writes in the order in which they came, and their ends results. A write is not waited for, for one
/// token takes many, but by a command whose meaning hangs on it: a circuit's temperature that comes right after its mode is meant for that
/// mode. What waits is bounded, and what is too much is refused with a result at once.
/// </summary>
/// <param name="derived">Null when only parameters take commands.</param>
internal sealed class DeviceCommands(IDevice device, IDerivedParameters? derived, CommandResults results, TimeProvider time, ILogger logger)
{
    /// <summary>Commands that wait to be looked at.</summary>
    public const int MaxWaiting = 256;

    /// <summary>
    /// Commands that are carried out at once, those among them that wait for others: more than any scene has. A write to a base that says nothing
    /// of itself is under way for minutes, and holds up no other.
    /// </summary>
    public const int MaxUnderWay = 256;

    /// <summary>Whoever gave a command has long given up on one that waited so long for others, or given another.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(30);

    public const string TooMany = "Too many commands at once";

    public const string TooOld = "The command waited too long for others and is no longer carried out";

    private static readonly WriteOptions Options = new(Origin: "mqtt");

    private readonly Channel<Command> _waiting = Channel.CreateBounded<Command>(MaxWaiting);
    private readonly SemaphoreSlim _free = new(MaxUnderWay);

    /// <summary>What the commands of a parameter have come to, by its index.</summary>
    private readonly Dictionary<int, Progress> _progress = [];

    private bool _isRefusing;

    /// <summary>Must not wait, and does not.</summary>
    public void Take(Command command)
    {
        if (_waiting.Writer.TryWrite(command))
        {
            _isRefusing = false;
            return;
        }

        if (!_isRefusing)
        {
            MqttLog.TooManyCommands(logger, command.Topic);
        }

        _isRefusing = true;
        results.RefuseQuietly(command, EconetError.Unavailable, TooMany);
    }

    /// <summary>Carries out what <see cref="Take"/> took.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await foreach (var command in _waiting.Reader.ReadAllAsync(cancellation))
        {
            await results.TellAsync(command, () => StartAsync(command, cancellation), cancellation);
        }
    }

    /// <summary>Lines a command up behind those that it must not overtake.</summary>
    private async Task StartAsync(Command command, CancellationToken cancellation)
    {
        if (IsTooOld(command))
        {
            // The device leaves questions unanswered.
            results.Refuse(command, EconetError.TimedOut, TooOld);
        }
        else if (derived?.Resolve(await device.SnapshotAsync(cancellation), command.Key) is { } first)
        {
            await LineUpAsync(
                command, first.Parts, progress => progress.Ended,
                // What the parts hold now, after the commands before, may mean another parameter or another value.
                async () => Write.Of(derived.Resolve(await device.SnapshotAsync(cancellation), command.Key) ?? first, command), cancellation);
        }
        else
        {
            var parameter = await device.ReadAsync(command.Key, cancellation);
            var write = new Write(command.Key, CommandPayload.Parse(command.Payload.Span, parameter.Type));
            await LineUpAsync(command, [parameter.Index], progress => progress.Started, () => Task.FromResult(write), cancellation);
        }
    }

    private bool IsTooOld(Command command) => time.GetElapsedTime(command.At) > MaxAge;

    /// <param name="parts">The parameters that the command reads or writes.</param>
    /// <param name="turn">What the command waits for in what the parameters' earlier commands have come to.</param>
    private async Task LineUpAsync(
        Command command, IReadOnlyList<int> parts, Func<Progress, Task> turn, Func<Task<Write>> write, CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        var before = parts.Select(part => _progress.GetValueOrDefault(part, Progress.None)).ToList();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = results.TellAsync(
            command, () => CarryOutAsync(command, Task.WhenAll(before.Select(turn)), write, started, cancellation), cancellation);
        // A later write that is refused at once has ended before an earlier one.
        var progress = new Progress(started.Task, Task.WhenAll([ended, .. before.Select(earlier => earlier.Ended)]));
        foreach (var part in parts)
        {
            _progress[part] = progress;
        }
    }

    private async Task CarryOutAsync(
        Command command, Task turn, Func<Task<Write>> write, TaskCompletionSource started, CancellationToken cancellation)
    {
        try
        {
            await turn;
            if (IsTooOld(command))
            {
                results.Refuse(command, EconetError.TimedOut, TooOld);
                return;
            }

            var (key, value) = await write();
            var result = device.WriteAsync(key, value, Options, cancellation);
            started.SetResult();
            results.Answer(command, await result);
        }
        finally
        {
            started.TrySetResult();
            _free.Release();
        }
    }

    /// <param name="Started">The last command's write is on its way, or will never be: that of a later one comes after it.</param>
    /// <param name="Ended">All writes have ended, and what the parameter holds is known.</param>
    private sealed record Progress(Task Started, Task Ended)
    {
        public static readonly Progress None = new(Task.CompletedTask, Task.CompletedTask);
    }

    private sealed record Write(string Key, object Value)
    {
        public static Write Of(DerivedWrite derived, Command command) =>
            new(derived.Parameter.Key, derived.Value(CommandPayload.Parse(command.Payload.Span, derived.Parameter.Type)));
    }
}
