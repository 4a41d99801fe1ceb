using System.Globalization;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Gateway.Listening;

/// <summary>What is said on a GM3 bus, in words.</summary>
internal static class BusWords
{
    /// <summary>Who has this address.</summary>
    public static string Role(ushort address) => address switch
    {
        BusAddress.Controller => "controller",
        BusAddress.Panel => "panel",
        BusAddress.EconetModule => "ecoNET module",
        BusAddress.Broadcast => "all",
        _ when BusAddress.IsPeripheral(address) => "peripheral",
        _ when BusAddress.IsThermostat(address) => "thermostat",
        _ => "unknown",
    };

    /// <summary>Who speaks: a polling module speaks from the address of all.</summary>
    public static string SenderRole(ushort address) => address == BusAddress.Broadcast ? "polling module" : Role(address);

    public static string Sender(ushort address) => address == BusAddress.Broadcast ? SenderRole(address) : Named(address);

    public static string Recipient(ushort address) => address == BusAddress.Broadcast ? "all" : Named(address);

    public static string Name(Command command) => command switch
    {
        Command.GetSettings => "GET_SETTINGS",
        Command.GetParamsStruct => "GET_PARAMS_STRUCT",
        Command.GetParamsStructWithRange => "GET_PARAMS_STRUCT_WITH_RANGE",
        Command.Identify => "IDENTIFY",
        Command.ModifyParam => "MODIFY_PARAM",
        Command.GetParams => "GET_PARAMS",
        Command.Service => "SERVICE",
        Command.Error => "ERROR",
        Command.NoData => "NO_DATA",
        _ when Enum.IsDefined(command) => $"{Name((Command)((byte)command & 0x7F))} answer",
        _ => $"command 0x{(byte)command:X2}",
    };

    public static string Say(Frame frame)
    {
        var data = frame.Data.Span;
        return frame.Command switch
        {
            Command.Identify => "who is there?",
            Command.IdentifyAnswer => Identity.TryParse(data, out var identity) ? $"I am {Printable.Of(identity.Maker)} {Printable.Of(identity.Name)}".TrimEnd() : Unread(data),
            Command.GetSettings => "asks for the device's description",
            Command.GetSettingsAnswer => Settings.TryParse(data, out var settings)
                ? $"describes itself: {Printable.Of(settings.Name)}, software {Printable.Of(settings.Software)}" : Unread(data),
            Command.GetParams => Selected(data, "asks for the values of"),
            Command.GetParamsAnswer => Selected(data, "values of"),
            Command.GetParamsStruct or Command.GetParamsStructWithRange => Selected(data, "asks for the structures of"),
            Command.GetParamsStructAnswer or Command.GetParamsStructWithRangeAnswer => Selected(data, "structures of"),
            Command.ModifyParam => Modify.TryParse(data, out var modify)
                ? string.Create(CultureInfo.InvariantCulture, $"writes parameter {modify.WireIndex}: {Convert.ToHexString(modify.RawValue.Span)} (hexadecimal)")
                : Unread(data),
            Command.ModifyParamAnswer => Modify.IsAccepted(frame) ? "the write is accepted" : $"the write is refused ({Convert.ToHexString(data)})",
            Command.Error => "refused",
            Command.NoData => "nothing at that index",
            Command.Service => Service(frame),
            Command.ServiceAnswer => ServiceAnswer(data),
            _ => Unread(data),
        };
    }

    private static string Service(Frame frame)
    {
        if (!Gm3.Payloads.Service.TryFunction(frame, out var function))
        {
            return Unread(frame.Data.Span);
        }

        switch (function)
        {
            case ServiceFunction.TokenGrant:
                return "grants the token: you may speak";
            case ServiceFunction.TokenReturn:
                return "gives the token back";
            case ServiceFunction.PairingBeacon:
                return "a thermostat can be paired now";
            case ServiceFunction.AlarmLog:
                return AlarmLog.TryParseRequest(frame.Data.Span, out var index) ? $"asks for entry {index} of the alarm log" : "asks for the alarm log";
            case ServiceFunction.Clock when Clock.TryParse(frame, out var time):
                return string.Create(CultureInfo.InvariantCulture, $"it is {time:yyyy-MM-dd HH:mm:ss}");
            case ServiceFunction.DeviceTable when DeviceTable.TryParse(frame, out var devices):
                return "on the bus are: " + string.Join(", ", devices.Select(Listed));
            case ServiceFunction.AddressAssignment when AddressAssignment.TryParse(frame, out var assigned):
                return string.Create(CultureInfo.InvariantCulture, $"your address is {assigned}");
            default:
                return $"function 0x{(ushort)function:X4}, {Bytes(frame.Data.Length)}";
        }
    }

    private static string Listed(BusDevice device) => float.IsFinite(device.Temperature)
        ? string.Create(CultureInfo.InvariantCulture, $"{Named(device.Address)} {device.Temperature:0.0} °C")
        : Named(device.Address);

    private static string ServiceAnswer(ReadOnlySpan<byte> data) => AlarmLog.ParseAnswer(data, out var alarm) switch
    {
        AlarmLogEntry.EndOfLog => "the alarm log ends here",
        AlarmLogEntry.Alarm => string.Create(
            CultureInfo.InvariantCulture, $"alarm {alarm!.Code}, from {alarm.From:yyyy-MM-dd HH:mm:ss}{(alarm.IsActive ? ", still active" : "")}"),
        _ => Unread(data),
    };

    private static string Selected(ReadOnlySpan<byte> data, string what) => ValueAnswer.TryParseHead(data, out var selection)
        ? string.Create(CultureInfo.InvariantCulture, $"{what} {selection.Count} parameters from index {selection.First}")
            + (data.Length > 3 ? $" ({Bytes(data.Length)})" : "")
        : Unread(data);

    private static string Named(ushort address) => string.Create(CultureInfo.InvariantCulture, $"{Role(address)} {address}");

    private static string Unread(ReadOnlySpan<byte> data) => data.IsEmpty ? "no data" : $"{Bytes(data.Length)} of unknown meaning";

    private static string Bytes(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} bytes");
}
