using Econet.Actors.Messages;
using Econet.Actors.Parameters.Schedules;

namespace Econet.Actors.Devices;

/// <summary>Calls that are made of those of <see cref="IDevice"/>.</summary>
public static class DeviceExtensions
{
    /// <summary>Several parameters as they are known at one moment.</summary>
    /// <param name="keys">Names, <c>name@index</c> or indices.</param>
    /// <returns>In the order of the keys.</returns>
    /// <exception cref="EconetException">One of them is not there.</exception>
    public static async Task<IReadOnlyList<ParameterValue>> ReadManyAsync(
        this IDevice device, IEnumerable<string> keys, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(device);
        string[] wanted = [.. keys];
        var snapshot = await device.SnapshotAsync(cancellation).ConfigureAwait(false);
        return [.. wanted.Select(key => snapshot[key])];
    }

    /// <summary>Writes several values at once, so that one token takes them all, and waits until each has ended.</summary>
    /// <returns>In the order of the writes. One that can't be made has a result with its error, and keeps none of the others.</returns>
    public static async Task<IReadOnlyList<WriteResult>> WriteManyAsync(
        this IDevice device, IEnumerable<KeyValuePair<string, object?>> writes, WriteOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(device);
        return await Task.WhenAll(
            writes.ToArray().Select(write => WriteOneAsync(device, write.Key, write.Value, options ?? new WriteOptions(), cancellation)))
            .ConfigureAwait(false);
    }

    /// <summary>The weekly programmes that the device has; none where it has none.</summary>
    public static async Task<IReadOnlyList<WeeklySchedule>> SchedulesAsync(this IDevice device, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(device);
        return WeeklySchedule.Find((await device.SnapshotAsync(cancellation).ConfigureAwait(false)).Parameters);
    }

    private static async Task<WriteResult> WriteOneAsync(
        IDevice device, string key, object? value, WriteOptions options, CancellationToken cancellation)
    {
        try
        {
            return await device.WriteAsync(key, value, options, cancellation).ConfigureAwait(false);
        }
        catch (EconetException failed)
        {
            return WriteResult.Of(key, failed);
        }
    }
}
