using Econet.Actors.Messages;
using Xunit;

namespace Econet.Actors.TestKit;

/// <content>Moves the time on until something holds.</content>
public sealed partial class House
{
    /// <summary>Moves on until <paramref name="task"/> has ended, for <paramref name="most"/> at most.</summary>
    public async Task<T> Within<T>(TimeSpan most, Task<T> task)
    {
        await Within(most, (Task)task);
        return await task;
    }

    /// <inheritdoc cref="Within{T}"/>
    public async Task Within(TimeSpan most, Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var end = Time.GetTimestamp() + most.Ticks;
        while (!task.IsCompleted && Time.GetTimestamp() < end)
        {
            await Step(TimeSpan.FromMilliseconds(20));
        }

        // What was answered in time may still be on its way through threads of the real world.
        await task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    /// <summary>Moves on until <paramref name="condition"/> holds, for <paramref name="most"/> at most; says how long it took.</summary>
    public Task<TimeSpan> Until(TimeSpan most, Func<DeviceSnapshot, bool> condition) =>
        UntilAsync(most, async () => condition(await Device.SnapshotAsync()));

    /// <inheritdoc cref="Until"/>
    public async Task<TimeSpan> UntilAsync(TimeSpan most, Func<Task<bool>> condition, TimeSpan? step = null)
    {
        var start = Time.GetTimestamp();
        while (Time.GetTimestamp() - start <= most.Ticks)
        {
            if (await condition())
            {
                return TimeSpan.FromTicks(Time.GetTimestamp() - start);
            }

            Time.Advance(step ?? TimeSpan.FromMilliseconds(100));
        }

        throw new TimeoutException($"Not so within {most}");
    }

    /// <summary>Moves on, and lets tasks on other threads follow before the next step.</summary>
    public async Task Step(TimeSpan span)
    {
        Time.Advance(span);
        await Task.Run(() => { });
    }

    /// <summary>Moves on until every parameter is known.</summary>
    public Task UntilLearned(TimeSpan? within = null) => Until(within ?? TimeSpan.FromSeconds(30), s => s.Alive && s.Parameters.All(p => p.ReadAt is not null));

    /// <summary>Moves on to the middle of a token's work.</summary>
    public async Task UntilTokenHeld()
    {
        var end = Time.GetTimestamp() + TimeSpan.FromSeconds(60).Ticks;
        var frames = 0;
        for (var held = false; !held || Bus.Etiquette.FramesSent < frames + 3;)
        {
            Assert.True(Time.GetTimestamp() < end, "No token came");
            Time.Advance(TimeSpan.FromMilliseconds(5));
            var isHeld = (await Device.StatusAsync()).Token!.Held;
            frames = isHeld && !held ? Bus.Etiquette.FramesSent : frames;
            held = isHeld;
        }
    }

    /// <summary>Moves on until nobody holds the token.</summary>
    public void UntilTokenReturned()
    {
        var end = Time.GetTimestamp() + TimeSpan.FromSeconds(30).Ticks;
        while (!Bus.Etiquette.IsTokenBack)
        {
            Assert.True(Time.GetTimestamp() < end, "The token is not given back");
            Time.Advance(TimeSpan.FromMilliseconds(10));
        }
    }
}
