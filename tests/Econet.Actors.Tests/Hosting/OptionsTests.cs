using System.Net;
using Econet.Actors.Gm3;
using Econet.Actors.Gm3.Thermostat;
using Econet.Actors.Hosting;
using Econet.Actors.NeaSmart;
using Econet.Actors.Parameters;
using Econet.Actors.Ports;
using Microsoft.Extensions.Options;

namespace Econet.Actors.Tests.Hosting;

public sealed class OptionsTests
{
    private static readonly TimeSpan Negative = TimeSpan.FromSeconds(-1);

    public static TheoryData<string, Gm3Options> ImpossibleGm3 => new()
    {
        { "Baud of device 'house' is 0; it must be one of 9600,", new() { Baud = 0 } },
        { "Baud of device 'house' is 115201;", new() { Baud = 115_201 } },
        { "Driver of device 'house' is 7; it must be Default or System", new() { Driver = (SerialDriver)7 } },
        { "Attempts of device 'house' is 0; it must be 1 to 100", new() { Attempts = 0 } },
        { "LongestGap of device 'house' is 256 ms; it must be 1 ms to 255 ms", new() { LongestGap = TimeSpan.FromMilliseconds(256) } },
        { "ShortestGap of device 'house' is 21 ms; it must be 1 ms to 20 ms", new() { ShortestGap = TimeSpan.FromMilliseconds(21) } },
        { "ShortestGap", new() { ShortestGap = TimeSpan.Zero } },
        { "SourceAddress of device 'house' is 100; it must be 105 to 131", new() { SourceAddress = 100 } },
        { "SourceAddress of device 'house' is 110; it must be another address", new() { SourceAddress = 110, PanelAddress = 110 } },
        { "PanelAddress of device 'house' is 1; it must be another address than ControllerAddress", new() { PanelAddress = 1 } },
        { "ControllerAddress of device 'house' is 0;", new() { ControllerAddress = 0 } },
        { "Name of device 'house' is '';", new() { Name = "" } },
        { "Name of device 'house' is null;", new() { Name = null! } },
        { "Name of device 'house' is a text of 5000 bytes;", new() { Name = new string('x', 5000) } },
        { "Name", new() { Name = "a\0b" } },
        { "AnswerTimeout of device 'house' is -1000 ms; it must be 1 ms to 1.00:00:00", new() { AnswerTimeout = Negative } },
        { "SlowAnswerTimeout", new() { SlowAnswerTimeout = TimeSpan.FromMilliseconds(299) } },
        { "FrameTimeout", new() { FrameTimeout = Negative } },
        { "PollInterval", new() { PollInterval = Negative } },
        { "PollBudget", new() { PollBudget = Negative } },
        { "ReopenAfter", new() { ReopenAfter = Negative } },
        { "MaxAge of device", new() { MaxAge = TimeSpan.Zero } },
        { "LeaveTimeout of device 'house' is 00:02:00; it must be 0 ms to 00:01:00", new() { LeaveTimeout = TimeSpan.FromMinutes(2) } },
        { "SilentAfter", new() { SilentAfter = TimeSpan.MaxValue } },
        { "WriteTimeout of device 'house' is 00:11:00; it must be 1 ms to 00:10:00", new() { WriteTimeout = TimeSpan.FromMinutes(11) } },
        { "WriteBudget.PerHour of device 'house' is -1; it must be 0 to", new() { WriteBudget = new(PerHour: -1) } },
        { "WriteBudget.PerDay", new() { WriteBudget = new(PerDay: -1) } },
        { "WriteBudget of device 'house' is null", new() { WriteBudget = null! } },
        { "Breaker.Failures", new() { Breaker = new(Failures: 0) } },
        { "Breaker.Trials", new() { Breaker = new(Trials: 0) } },
        { "Breaker.Reset", new() { Breaker = new() { Reset = Negative } } },
        { "Vocabulary of device 'house' is null", new() { Vocabulary = null! } },
        { "Breaker of device 'house' is null", new() { Breaker = null! } },
        { "Thermostat.Fallback of device 'house' is NaN; it must be 0 to 50 °C", new() { Thermostat = new() { Fallback = float.NaN } } },
        { "Thermostat.MaxAge", new() { Thermostat = new() { MaxAge = Negative } } },
        { "Thermostat.Serial of device 'house' is '12345678901';", new() { Thermostat = new() { Serial = "12345678901" } } },
    };

    [Theory]
    [MemberData(nameof(ImpossibleGm3))]
    public void Host_should_be_refused_with_option_value_and_range_when_a_heat_pump_can_not_be_so(string message, Gm3Options options)
    {
        var refused = Assert.Throws<OptionsValidationException>(() => new EconetBuilder().AddGm3("house", "tcp://127.0.0.1:4001", options with { }));

        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
        Assert.Contains("it must be", refused.Message, StringComparison.Ordinal);
        Assert.Single(refused.Failures);
    }

    public static TheoryData<string, NeaSmartOptions> ImpossibleNeaSmart => new()
    {
        { "Server.Port of device 'floor' is 70000; it must be 0 (any free one) to 65535", At(70_000) },
        { "Server.Port of device 'floor' is -1;", At(-1) },
        { "Server of device 'floor' is null;", At(502) with { Server = null! } },
        { "Server", At(502) with { Server = new NeaSmartServer.Tcp(null!) } },
        { "Units of device 'floor' is [];", At(502) with { Units = [] } },
        { "Units of device 'floor' is [240, 240];", At(502) with { Units = [240, 240] } },
        { "Units", At(502) with { Units = null! } },
        { "Vocabulary of device 'floor' is null", At(502) with { Vocabulary = null! } },
        { "MaxConnections of device 'floor' is 0;", At(502) with { MaxConnections = 0 } },
        { "StaleAfter", At(502) with { StaleAfter = Negative } },
        { "SilentAfter", At(502) with { SilentAfter = Negative } },
        { "WriteTimeout", At(502) with { WriteTimeout = Negative } },
        { "EchoTimeout", At(502) with { EchoTimeout = Negative } },
        { "IdleTimeout", At(502) with { IdleTimeout = Negative } },
        { "FrameTimeout", At(502) with { FrameTimeout = Negative } },
    };

    [Theory]
    [MemberData(nameof(ImpossibleNeaSmart))]
    public void Host_should_be_refused_with_option_value_and_range_when_a_floor_heating_can_not_be_so(string message, NeaSmartOptions options)
    {
        var refused = Assert.Throws<OptionsValidationException>(() => new EconetBuilder().AddNeaSmart("floor", options));

        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
        Assert.Single(refused.Failures);
    }

    [Fact]
    public void Every_option_should_be_looked_at()
    {
        AssertAllNamed(typeof(Gm3Options), ImpossibleGm3.Select(row => (string)row[0]), "TokenRequired", "StateDirectory", "AcceptWritesWithoutDisk");
        AssertAllNamed(
            typeof(NeaSmartOptions), ImpossibleNeaSmart.Select(row => (string)row[0]),
            "SyncOnStartup", "StartupMode", "StartupState", "StateDirectory", "DatabasePath", "EnableFallback", "AcceptWritesWithoutDisk");
        AssertAllNamed(
            typeof(ThermostatOptions), ImpossibleGm3.Select(row => ((string)row[0]).Replace("Thermostat.", "", StringComparison.Ordinal)));

        static void AssertAllNamed(Type options, IEnumerable<string> messages, params string[] anything) => Assert.Equal(
            [], options.GetProperties().Select(property => property.Name).Except(anything)
                .Where(name => !messages.Any(message => message.StartsWith(name, StringComparison.Ordinal))));
    }

    [Fact]
    public void All_failures_should_be_told_at_once()
    {
        var refused = Assert.Throws<OptionsValidationException>(
            () => new EconetBuilder().AddGm3("house", "tcp://127.0.0.1:4001", new Gm3Options { Attempts = 0, MaxAge = Negative }));

        Assert.Equal(2, refused.Failures.Count());
    }

    [Fact]
    public void Defaults_should_be_good()
    {
        new EconetBuilder().AddGm3("house", "tcp://127.0.0.1:4001").AddNeaSmart("floor", At(502));
        new EconetBuilder().AddGm3("house", "/dev/ttyUSB0", new Gm3Options { WriteBudget = new WriteBudget(0, 0), Thermostat = new() });
    }

    private static NeaSmartOptions At(int port) => new() { Server = new NeaSmartServer.Tcp(IPAddress.Loopback, port) };
}
