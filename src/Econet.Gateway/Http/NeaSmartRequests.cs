using System.Collections.Frozen;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Gateway.Configuration;
using Econet.Modbus.NeaSmart;

namespace Econet.Gateway.Http;

/// <summary>What requests for the NEA SMART system have in common.</summary>
internal static class NeaSmartRequests
{
    /// <summary>The first NEA SMART system.</summary>
    /// <exception cref="EconetException">There is none.</exception>
    /// <exception cref="BadRequestException">Whoever asks may not use it.</exception>
    public static IDevice NeaSmart(this HttpContext context) => context.FindNeaSmart()?.For(context)
        ?? throw new EconetException(
            EconetError.NotFound, $"This gateway has no NEA SMART system; {NeaSmartSettings.ServerType.Name} adds one");

    /// <summary>The first NEA SMART system; null when there is none.</summary>
    public static IDevice? FindNeaSmart(this HttpContext context) => context.NeaSmartSystem() is { } device
        ? context.RequestServices.GetRequiredService<IEconet>().Device(device.Id)
        : null;

    /// <summary>What the owner calls its bases and zones.</summary>
    public static NeaSmartLabels Labels(this HttpContext context) =>
        (context.NeaSmartSystem() as NeaSmartDevice)?.Options.Labels ?? NeaSmartLabels.Empty;

    /// <summary>One that leaves is not there any more.</summary>
    private static DeviceOptions? NeaSmartSystem(this HttpContext context)
    {
        var there = context.RequestServices.GetRequiredService<IEconet>().Devices;
        return context.RequestServices.GetRequiredService<DeviceList>().Devices
            .FirstOrDefault(d => d.Kind == DeviceKind.NeaSmart && there.Contains(d.Id));
    }

    /// <summary>What is known of its registers.</summary>
    /// <param name="stale">'allow' takes what was last known while the base is silent.</param>
    /// <exception cref="EconetException">There is no system, or the base is silent.</exception>
    public static async Task<RegisterValues> RegistersAsync(this HttpContext context, string? stale, CancellationToken cancellation)
    {
        var mayBeStale = Requests.Choice("stale", stale, "allow") is not null;
        var snapshot = await context.NeaSmart().SnapshotAsync(cancellation);
        context.Response.Headers.CacheControl = "no-cache";
        return snapshot.Alive || mayBeStale
            ? new RegisterValues(snapshot)
            : throw new EconetException(
                EconetError.Unavailable, "The NEA SMART base is silent; ?stale=allow returns the last known values");
    }

    /// <summary>The zone that a path names.</summary>
    /// <exception cref="BadRequestException">There can be no such zone. A zone 0 would be the global registers.</exception>
    public static Zone Zone(string baseNumber, string zone) =>
        RegisterMap.Zone(Number("base", baseNumber, RegisterMap.Bases), Number("zone", zone, RegisterMap.ZonesPerBase));

    /// <summary>One of the things that are numbered from 1.</summary>
    /// <exception cref="BadRequestException">It is none of them.</exception>
    public static int Number(string what, string given, int count) =>
        SettingParsers.Whole(given, 1, count)
        ?? throw new BadRequestException($"There is no {what} '{given}'; use 1 to {count}");
}

/// <summary>What is known of the registers; null for what the base never wrote or reports as missing.</summary>
internal sealed class RegisterValues(DeviceSnapshot snapshot)
{
    private readonly FrozenDictionary<int, ParameterValue> _byAddress = snapshot.Parameters.ToFrozenDictionary(p => p.Index);

    public double? Number(Register register) => Of(register) is { Value.SaysNone: false } known ? known.Value.ToDouble() : null;

    public int? Whole(Register register) => (int?)Number(register);

    public bool? Flag(Register register) => Number(register) is { } flag ? flag != 0 : null;

    /// <summary>The name of the number in the register; a number without one stays a number.</summary>
    public string? Name(Register register) =>
        Whole(register) is { } number ? register.Names!.TryGetName((ushort)number, out var name) ? name : $"{number}" : null;

    public MeasureBody Measure(Register register) =>
        new(Number(register), register.Unit.Symbol, Find(register)?.Quality ?? Quality.Stale, Find(register)?.ReadAt);

    private ParameterValue? Find(Register register) => _byAddress.GetValueOrDefault(register.Address);

    private ParameterValue? Of(Register register) =>
        Find(register) is { Quality: not Quality.Absent, Value.IsNone: false } known ? known : null;
}
