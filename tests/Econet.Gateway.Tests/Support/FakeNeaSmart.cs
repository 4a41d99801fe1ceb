using Econet.Actors.Messages;
using Econet.Actors.NeaSmart;
using Econet.Gateway.Configuration;
using Econet.Modbus.NeaSmart;
using Econet.Values;

namespace Econet.Gateway.Tests.Support;

/// <summary>A NEA SMART system whose registers a test sets, in a gateway that has one.</summary>
internal static class FakeNeaSmart
{
    public static GatewayOptions Options { get; } = TestGateway.Options with
    {
        Devices = new DeviceList(
        [
            .. TestGateway.Options.Devices.Devices,
            System(new NeaSmartServer.Tcp(global::System.Net.IPAddress.Loopback, 0), "base1=Ground floor; base1_zone2=Bath"),
        ]),
    };

    public static NeaSmartDevice System(NeaSmartServer server, string labels) => new(
        "neasmart", null, "test", new NeaSmartConfiguration(
            server, [240, 241], null, true, true, TimeSpan.FromMinutes(3), 0, 0, NeaSmartLabels.Parse(labels)!));

    /// <param name="words">What the base wrote; all other registers were never written.</param>
    public static FakeDevice Device(params (Register Register, ushort Word)[] words)
    {
        var known = words.ToDictionary(w => w.Register, w => w.Word);
        var device = new FakeDevice("neasmart", [.. RegisterMap.All.Select(r => Parameter(r, known.TryGetValue(r, out var word) ? word : null))])
        {
            OnWrite = (key, value) => Accepted(key, value),
        };
        device.Status = device.Status with { Kind = "neasmart" };
        return device;
    }

    public static Task<TestGateway> StartAsync(params (Register Register, ushort Word)[] words) => StartAsync(Device(words));

    public static Task<TestGateway> StartAsync(FakeDevice device) =>
        TestGateway.StartAsync(Options, TimeProvider.System, new FakeDevice("heatpump"), device);

    private static ParameterValue Parameter(Register register, ushort? word)
    {
        var definition = new ParameterDefinition(
            register.Address, register.Key, register.Unit,
            register.Kind switch
            {
                RegisterKind.Temperature => ParameterType.Float,
                RegisterKind.Flag or RegisterKind.Switch => ParameterType.Bool,
                _ => ParameterType.UInt8,
            },
            register.Writable);
        var value = word is not { } known ? default
            : register.Decode(known) is not { } number ? Value.Of(float.NaN)
            : register.Kind == RegisterKind.Temperature ? Value.Of((float)number)
            : register.Kind is RegisterKind.Flag or RegisterKind.Switch ? Value.Of(number != 0)
            : Value.Of(ParameterType.UInt8, (int)number);
        var quality = word is null ? Quality.Stale : value.SaysNone ? Quality.Absent : Quality.Good;
        return new ParameterValue(
            definition, register.Key, quality == Quality.Absent ? default : value, quality, null, null, word is null ? null : FakeDevice.At, FakeDevice.At);
    }

    private static WriteResult Accepted(string key, object? value)
    {
        Assert.True(RegisterMap.TryGet(key, out var register));
        var job = new WriteJob(register.Address, key, register.Address, default, default, "", FakeDevice.At);
        return new WriteResult(key, register.Address, default, default, FakeDevice.At) { Job = job };
    }
}
