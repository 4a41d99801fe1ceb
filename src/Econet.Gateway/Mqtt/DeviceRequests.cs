using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Actors.Parameters.Schedules;
using Econet.Gateway.Http;
using Econet.Values;

namespace Econet.Gateway.Mqtt;

/// <summary>
/// What the broker asks of a device besides writing a parameter: readings for the thermostat, pairing, alarms that were seen, weekly schedules.
/// Each kind is done in the order in which it came. Schedules, whose words the device has to take, hold up nothing else.
/// </summary>
internal sealed class DeviceRequests(IDevice device, AlarmTopics alarms, CommandResults results, TimeProvider time)
{
    /// <summary>Longer than any week.</summary>
    public const int MaxBytes = 8 * 1024;

    private const int MaxWaiting = 64;

    private static readonly WriteOptions Options = new(Origin: "mqtt");

    private readonly Channel<Request> _quick = Channel.CreateBounded<Request>(MaxWaiting);
    private readonly Channel<Request> _schedules = Channel.CreateBounded<Request>(MaxWaiting);

    /// <summary>Must not wait, and does not.</summary>
    /// <param name="part">The part of the device, such as <c>thermostat</c>.</param>
    /// <param name="name">What of it, such as <c>temperature</c>.</param>
    public void Take(Command command, string part, string name)
    {
        var waiting = part == MqttTopics.SchedulesPart ? _schedules : _quick;
        if (!waiting.Writer.TryWrite(new Request(command, part, name)))
        {
            results.RefuseQuietly(command, EconetError.Unavailable, DeviceCommands.TooMany);
        }
    }

    /// <summary>Carries out what <see cref="Take"/> took.</summary>
    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(RunAsync(_quick, cancellation), RunAsync(_schedules, cancellation));

    private async Task RunAsync(Channel<Request> waiting, CancellationToken cancellation)
    {
        await foreach (var request in waiting.Reader.ReadAllAsync(cancellation))
        {
            await results.TellAsync(
                request.Command, async () => results.Answer(request.Command, await CarryOutAsync(request, cancellation)), cancellation);
        }
    }

    private async Task<WriteResult> CarryOutAsync(Request request, CancellationToken cancellation)
    {
        var (command, part, name) = request;
        if (time.GetElapsedTime(command.At) > DeviceCommands.MaxAge)
        {
            throw new EconetException(EconetError.TimedOut, DeviceCommands.TooOld);
        }

        switch (part, name)
        {
            case (MqttTopics.ThermostatPart, MqttTopics.TemperatureName):
                var temperature = Temperature(command.Payload.Span);
                await device.Thermostat.SubmitAsync(temperature, cancellation);
                return Done(command) with { NewValue = Value.Of((float)temperature) };
            case (MqttTopics.ThermostatPart, MqttTopics.PairName):
                CommandPayload.CheckPress(command.Payload.Span);
                await device.Thermostat.PairAsync(cancellation);
                return Done(command);
            case (MqttTopics.AlarmsPart, MqttTopics.SeenName):
                alarms.Acknowledge(Code(command.Payload.Span));
                return Done(command);
            case (MqttTopics.SchedulesPart, _):
                return await WriteScheduleAsync(command, name, cancellation);
            default:
                throw new EconetException(
                    EconetError.NotFound, $"'{part}/{name}' not found; there are thermostat/temperature, thermostat/pair, alarms/seen and schedules/{{name}}");
        }
    }

    private async Task<WriteResult> WriteScheduleAsync(Command command, string name, CancellationToken cancellation)
    {
        var days = Days(command.Payload);
        var snapshot = await device.SnapshotAsync(cancellation);
        if (!snapshot.Alive)
        {
            throw new EconetException(EconetError.Unavailable, $"{device.Id} is not connected");
        }

        var schedule = WeeklySchedule.Find(snapshot.Parameters).FirstOrDefault(one => one.Name == name)
            ?? throw new EconetException(EconetError.NotFound, $"Schedule '{name}' not found");
        var written = await device.WriteAllAsync(
            schedule.Words(days).Select(word => (word.Key, (object)word.Word)), Options, time, cancellation);
        return written.FirstOrDefault(result => !result.Success) is { } failed ? failed with { Key = command.Key } : Done(command);
    }

    private static double Temperature(ReadOnlySpan<byte> payload) => CommandPayload.Parse(payload, ParameterType.Float) switch
    {
        bool or string or null => throw new BadRequestException("The temperature must be a number"),
        var number and IConvertible => Convert.ToDouble(number, CultureInfo.InvariantCulture),
        _ => throw new BadRequestException("The temperature must be a number"),
    };

    /// <summary>Null for all alarms.</summary>
    private static int? Code(ReadOnlySpan<byte> payload)
    {
        if (int.TryParse(payload, NumberStyles.None, CultureInfo.InvariantCulture, out var code))
        {
            return code;
        }

        try
        {
            CommandPayload.CheckPress(payload);
            return null;
        }
        catch (BadRequestException)
        {
            throw new BadRequestException($"The payload must be {CommandPayload.Press} for all alarms, or the code of one");
        }
    }

    private static IReadOnlyDictionary<DayOfWeek, DaySchedule> Days(ReadOnlyMemory<byte> payload)
    {
        if (payload.Span.TrimStart(" \t\r\n"u8) is [(byte)'{', ..])
        {
            return ScheduleRequestBody.ParseWeek(payload.Span);
        }

        return WeekText.TryParse(Encoding.UTF8.GetString(payload.Span), out var days, out var error) ? days : throw new BadRequestException(error);
    }

    private WriteResult Done(Command command) => new(command.Key, null, default, default, time.GetUtcNow());

    private sealed record Request(Command Command, string Part, string Name);
}
