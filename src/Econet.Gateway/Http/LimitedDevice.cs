using System.Runtime.CompilerServices;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Gateway.Security;

namespace Econet.Gateway.Http;

/// <summary>
/// A device for whoever may use some of its parameters only. Everything that a request does with a device passes here, so that no endpoint can
/// forget to ask.
/// </summary>
/// <param name="grant">What may be written.</param>
/// <param name="sight">What may be read.</param>
/// <param name="caller">The name of the key.</param>
internal sealed class LimitedDevice(IDevice device, Grant grant, Grant sight, string caller) : IDevice, IThermostat
{
    /// <summary>What the readings of the virtual thermostat are called in the parameters of a key.</summary>
    public const string Temperature = "thermostat.temperature";

    /// <summary>What its pairing is called there.</summary>
    public const string Pairing = "thermostat.pair";

    public string Id => device.Id;

    public IThermostat Thermostat => this;

    public async Task<DeviceSnapshot> SnapshotAsync(CancellationToken cancellation = default)
    {
        var all = await device.SnapshotAsync(cancellation);
        return sight.IsForAllParameters ? all : all with { Parameters = [.. all.Parameters.Where(IsSeen)] };
    }

    public async Task<ParameterValue> ReadAsync(string key, CancellationToken cancellation = default) =>
        Seen(await device.ReadAsync(key, cancellation));

    public async Task<ParameterValue> ReadAsync(string key, TimeSpan maxAge, CancellationToken cancellation = default)
    {
        // Before the bus is asked for it.
        var known = Seen(await device.ReadAsync(key, cancellation));
        return await device.ReadAsync(known.Key, maxAge, cancellation);
    }

    public Task<WriteResult> WriteAsync(string key, object? value, CancellationToken cancellation = default) =>
        WriteAsync(key, value, new WriteOptions(), cancellation);

    /// <exception cref="BadRequestException">The parameter may not be written.</exception>
    public async Task<WriteResult> WriteAsync(string key, object? value, WriteOptions options, CancellationToken cancellation = default)
    {
        ParameterValue parameter;
        try
        {
            parameter = await device.ReadAsync(key, cancellation);
        }
        catch (EconetException unknown)
        {
            return new WriteResult(key, null, default, default, default, unknown.Error, unknown.Message, unknown.Candidates);
        }

        Check(parameter);
        // By what was checked: an index may mean another parameter a moment later.
        return await device.WriteAsync(parameter.Key, value, options, cancellation);
    }

    /// <summary>Refuses several writes before the first one is made, where one of them is not allowed.</summary>
    /// <exception cref="BadRequestException">One of them is not.</exception>
    public async Task CheckAsync(IEnumerable<string> keys, CancellationToken cancellation)
    {
        foreach (var key in keys)
        {
            try
            {
                Check(await device.ReadAsync(key, cancellation));
            }
            catch (EconetException)
            {
                // There is no such parameter: its write says so.
            }
        }
    }

    public async Task<IReadOnlyList<WriteJob>> WritesAsync(long? id = null, CancellationToken cancellation = default) =>
        [.. (await device.WritesAsync(id, cancellation)).Where(job => sight.CoversKey(job.Key))];

    public Task<AlarmList> AlarmsAsync(CancellationToken cancellation = default) => device.AlarmsAsync(cancellation);

    public Task<DeviceStatus> StatusAsync(CancellationToken cancellation = default) => device.StatusAsync(cancellation);

    public async IAsyncEnumerable<DeviceEvent> EventsAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var happened in device.EventsAsync(cancellation))
        {
            switch (happened)
            {
                case SnapshotTaken taken:
                    yield return taken with { Snapshot = taken.Snapshot with { Parameters = [.. taken.Snapshot.Parameters.Where(IsSeen)] } };
                    break;
                case ParameterChanged changed when !sight.CoversKey(changed.Key):
                case WriteChanged written when !sight.CoversKey(written.Job.Key):
                    break;
                default:
                    yield return happened;
                    break;
            }
        }
    }

    public async IAsyncEnumerable<ParameterChanged> WatchAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var changed in device.WatchAsync(cancellation))
        {
            if (sight.CoversKey(changed.Key))
            {
                yield return changed;
            }
        }
    }

    Task<ThermostatStatus> IThermostat.StatusAsync(CancellationToken cancellation) => device.Thermostat.StatusAsync(cancellation);

    public Task<(ThermostatStatus Status, TimeSpan? PreviousAge)> SubmitAsync(double temperature, CancellationToken cancellation = default)
    {
        Check(Temperature);
        return device.Thermostat.SubmitAsync(temperature, cancellation);
    }

    public Task<ThermostatStatus> PairAsync(CancellationToken cancellation = default)
    {
        Check(Pairing);
        return device.Thermostat.PairAsync(cancellation);
    }

    private bool IsSeen(ParameterValue parameter) => sight.CoversParameter(parameter.Key, parameter.Name);

    private ParameterValue Seen(ParameterValue parameter) =>
        IsSeen(parameter) ? parameter : throw Callers.Refused($"'{caller}' may not read {parameter.Key}");

    private void Check(ParameterValue parameter)
    {
        if (!grant.CoversParameter(parameter.Key, parameter.Name))
        {
            throw Callers.Refused($"'{caller}' may not write {parameter.Key}; nothing was written");
        }
    }

    private void Check(string what)
    {
        if (!grant.CoversParameter(what))
        {
            throw Callers.Refused($"'{caller}' may not do this: it takes a key for the parameter {what}");
        }
    }
}
