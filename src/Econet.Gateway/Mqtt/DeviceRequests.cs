using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Econet.Actors.Devices;
using Econet.Actors.Parameters;
using Econet.Actors.Parameters.Schedules;
using Econet.Gateway.Http;
using Econet.Values;

namespace Econet.Gateway.Mqtt;

/// <summary>What the broker asks of a device besides writing its parameters; one after the other, for none of it takes long.</summary>
/// <param name="tellAlarms">Told of the alarms when the owner has seen them.</param>
internal sealed class DeviceRequests(
    IDevice device, SeenAlarms seen, Action<IReadOnlyList<Alarm>> tellAlarms, CommandResults results, TimeProvider time)
{
    /// <summary>Longer than any week.</summary>
    public const int MaxBytes = 8 * 1024;

    private const int MaxWaiting = 64;

    private static readonly WriteOptions Options = new(Origin: "mqtt");

    private readonly Channel<(Command Command, string Part, string Name)> _waiting =
        Channel.CreateBounded<(Command, string, string)>(MaxWaiting);

    /// <summary>Must not wait, and does not.</summary>
    /// <param name="part">Of the device: <c>thermostat</c>.</param>
    /// <param name="name">What of it: <c>temperature</c>.</param>
    public void Take(Command command, string part, string name)
    {
        if (!_waiting.Writer.TryWrite((command, part, name)))
        {
            results.RefuseQuietly(command, EconetError.Unavailable, DeviceCommands.TooMany);
        }
    }

    /// <summary>Carries out what <see cref="Take"/> took.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await foreach (var (command, part, name) in _waiting.Reader.ReadAllAsync(cancellation))
        {
            await results.TellAsync(
                command, async () => results.Answer(command, await CarryOutAsync(command, part, name, cancellation)), cancellation);
        }
    }

    private async Task<WriteResult> CarryOutAsync(Command command, string part, string name, CancellationToken cancellation)
    {
        switch (part, name)
        {
            case (MqttTopics.ThermostatPart, "temperature"):
                var temperature = CommandPayload.Parse(command.Payload.Span, ParameterType.Float) switch
                {
                    bool or string => throw new BadRequestException("The temperature must be a number"),
                    var number => Convert.ToDouble(number, CultureInfo.InvariantCulture),
                };
                await device.Thermostat.SubmitAsync(temperature, cancellation);
                return Done(command) with { NewValue = Value.Of((float)temperature) };
            case (MqttTopics.ThermostatPart, "pair"):
                await device.Thermostat.PairAsync(cancellation);
                return Done(command);
            case (MqttTopics.AlarmsPart, "seen"):
                var alarms = await device.AlarmsAsync(cancellation);
                seen.Mark(device.Id, alarms);
                tellAlarms(alarms);
                return Done(command);
            case (MqttTopics.SchedulesPart, _):
                return await WriteScheduleAsync(command, name, cancellation);
            default:
                throw new EconetException(EconetError.NotFound, $"'{part}/{name}' not found");
        }
    }

    private async Task<WriteResult> WriteScheduleAsync(Command command, string name, CancellationToken cancellation)
    {
        var days = Days(command.Payload);
        var schedule = WeeklySchedule.Find((await device.SnapshotAsync(cancellation)).Parameters).FirstOrDefault(one => one.Name == name)
            ?? throw new EconetException(EconetError.NotFound, $"Schedule '{name}' not found");
        var written = await device.WriteAllAsync(
            schedule.Changes(days).Select(change => (change.Key, (object)change.Word)), Options, time, cancellation);
        return written.FirstOrDefault(result => !result.Success) is { } failed ? failed with { Key = command.Key } : Done(command);
    }

    private static IReadOnlyDictionary<DayOfWeek, DaySchedule> Days(ReadOnlyMemory<byte> payload)
    {
        if (payload.Span.TrimStart(" \t\r\n"u8) is [(byte)'{', ..])
        {
            return ScheduleRequestBody.Parse(payload.Span);
        }

        return WeekText.TryParse(Encoding.UTF8.GetString(payload.Span), out var days, out var error) ? days : throw new BadRequestException(error);
    }

    private WriteResult Done(Command command) => new(command.Key, null, default, default, time.GetUtcNow());
}
