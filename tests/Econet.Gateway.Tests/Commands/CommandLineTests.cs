using Econet.Gateway.Commands;
using Econet.Gateway.Configuration;

namespace Econet.Gateway.Tests.Commands;

public sealed class CommandLineTests
{
    [Fact]
    public void Run_should_be_what_no_arguments_mean() =>
        Assert.False(Assert.IsType<Request.Run>(CommandLine.Parse([])).Demo);

    [Fact]
    public void Demo_should_take_every_setting_as_an_option()
    {
        var run = Assert.IsType<Request.Run>(CommandLine.Parse(["demo", .. Settings.All.SelectMany(s => new[] { s.Option, "x" })]));

        Assert.True(run.Demo);
        Assert.Equal(Settings.All.Count, run.Settings.Count);
        Assert.Contains("--serial-port", Settings.All.Select(s => s.Option));
    }

    [Fact]
    public void Option_should_take_its_value_after_an_equals_sign() =>
        Assert.Equal("a=b", Assert.IsType<Request.Run>(CommandLine.Parse(["--state-dir=a=b"])).Settings[Settings.StateDirectory]);

    [Fact]
    public void Simulate_should_take_port_seed_speed_and_pairing_mode() =>
        Assert.Equal(
            new Request.Simulate(4001, null, 7, Paced: false, Pairing: true),
            CommandLine.Parse(["simulate", "--tcp", "4001", "--seed", "7", "--unpaced", "--pairing"]));

    [Fact]
    public void Simulate_should_take_what_goes_wrong() =>
        Assert.Equal(
            new Request.Simulate(4001, null, null, Paced: true, Pairing: false)
            {
                Em = true, Swapped = true, Deaf = true, WrongBaud = 38_400, AdapterGap = 50, AdapterBuffer = 512, TokenSilence = 2,
            },
            CommandLine.Parse([
                "simulate", "--tcp", "4001", "--em", "--swapped", "--deaf", "--wrong-baud", "38400", "--adapter-gap", "50", "--adapter-buffer", "512",
                "--token-silence", "2",
            ]));

    [Theory]
    [InlineData("4001-4500")]
    [InlineData("4001")]
    public void Simulate_should_take_a_fleet(string ports) => Assert.Equal(
        new Request.Simulate(4001, null, null, Paced: true, Pairing: false) { Fleet = 500 }, CommandLine.Parse(["simulate", "--fleet", "500", "--tcp", ports]));

    [Fact]
    public void Simulate_should_take_a_link() =>
        Assert.Equal(new Request.Simulate(null, "/tmp/bus", null, Paced: true, Pairing: false), CommandLine.Parse(["simulate", "--link", "/tmp/bus"]));

    [Theory]
    [InlineData(false)]
    [InlineData(false, "--silent-panel")]
    [InlineData(true, "--answering-panel")]
    public void Simulate_should_have_a_silent_panel_unless_it_is_told_otherwise(bool answers, params string[] options) =>
        Assert.Equal(
            answers, Assert.IsType<Request.Simulate>(CommandLine.Parse(["simulate", "--tcp", "4001", .. options])).AnsweringPanel);

    [Theory]
    [InlineData("tcp://localhost:1502")]
    [InlineData("/tmp/sysbus")]
    public void Simulate_should_take_a_gateway_for_a_NEA_SMART_system(string gateway) =>
        Assert.Equal(
            new Request.SimulateNeaSmart(gateway, 7, Paced: true), CommandLine.Parse(["simulate", "--neasmart", gateway, "--seed", "7"]));

    [Theory]
    [InlineData("serve", false)]
    [InlineData("demo", true)]
    public void Command_should_say_what_is_served(string command, bool demo) =>
        Assert.Equal(demo, Assert.IsType<Request.Run>(CommandLine.Parse([command, "--api-port", "1"])).Demo);

    [Fact]
    public void Value_should_be_taken_as_it_is_when_it_begins_with_an_at_sign() =>
        Assert.Equal(
            "@home", Assert.IsType<Request.Run>(CommandLine.Parse(["--mqtt-password", "@home"])).Settings[BrokerSettings.Password]);

    [Fact]
    public void Help_of_a_command_should_tell_what_that_command_takes()
    {
        var simulate = Assert.IsType<Request.Print>(CommandLine.Parse(["simulate", "--help"])).Text;

        Assert.Contains("--neasmart", simulate, StringComparison.Ordinal);
        Assert.DoesNotContain("--api-port", simulate, StringComparison.Ordinal);
        Assert.True(simulate.Split('\n').Length < 30);
    }

    [Theory]
    [InlineData("'DEMO'", "DEMO")]
    [InlineData("'--verbose'", "--verbose")]
    [InlineData("'--tcp'", "demo", "--tcp", "1")]
    [InlineData("'--api-port'", "simulate", "--tcp", "1", "--api-port", "1")]
    [InlineData("'-x'", "-x")]
    [InlineData("'extra'", "demo", "extra")]
    [InlineData("--api-port", "demo", "--api-port")]
    [InlineData("--api-port", "demo", "--api-port", "--api-host", "::")]
    [InlineData("--api-port", "demo", "--api-port=")]
    [InlineData("--api-port", "--api-port=1", "--api-port=1")]
    [InlineData("Required command was not provided", "config")]
    [InlineData("takes one of --tcp PORT, --link PATH and --neasmart ADDRESS", "simulate")]
    [InlineData("takes one of --tcp PORT, --link PATH and --neasmart ADDRESS", "simulate", "--tcp", "1", "--link", "x")]
    [InlineData("takes one of --tcp PORT, --link PATH and --neasmart ADDRESS", "simulate", "--tcp", "1", "--neasmart", "tcp://a:1")]
    [InlineData("--neasmart: 'localhost' is not allowed; it takes tcp://host:port", "simulate", "--neasmart", "localhost")]
    [InlineData("--tcp: '70000' is not allowed", "simulate", "--tcp", "70000")]
    [InlineData("--tcp: '4001-70000' is not allowed", "simulate", "--fleet", "2", "--tcp", "4001-70000")]
    [InlineData("--tcp: '4001-4000' is not allowed", "simulate", "--fleet", "2", "--tcp", "4001-4000")]
    [InlineData("it takes 4001-4500", "simulate", "--fleet", "500", "--tcp", "4001-4499")]
    [InlineData("a range of ports is for --fleet", "simulate", "--tcp", "4001-4499")]
    [InlineData("--fleet needs a first port", "simulate", "--fleet", "3", "--tcp", "0")]
    [InlineData("--fleet needs --tcp", "simulate", "--fleet", "3", "--link", "/tmp/x")]
    [InlineData("--fleet 3 does not fit", "simulate", "--fleet", "3", "--tcp", "65534")]
    [InlineData("--fleet: '0' is not allowed", "simulate", "--fleet", "0", "--tcp", "4001")]
    [InlineData("--seed: 'abc' is not allowed", "simulate", "--tcp", "1", "--seed", "abc")]
    [InlineData("'yes'", "simulate", "--tcp", "1", "--unpaced=yes")]
    [InlineData("--em is an option of the simulated heat pump", "simulate", "--neasmart", "/tmp/sysbus", "--em")]
    [InlineData("--wrong-baud: 'fast' is not allowed", "simulate", "--tcp", "1", "--wrong-baud", "fast")]
    [InlineData("--pairing is an option of the simulated heat pump", "simulate", "--neasmart", "/tmp/sysbus", "--pairing")]
    [InlineData("--silent-panel is an option of the simulated heat pump", "simulate", "--neasmart", "/tmp/sysbus", "--silent-panel")]
    [InlineData("contradict each other", "simulate", "--tcp", "1", "--silent-panel", "--answering-panel")]
    public void Command_line_should_be_refused_with_the_reason_when_it_is_wrong(string reason, params string[] arguments) =>
        Assert.Contains(
            reason, Assert.Throws<CommandLineException>(() => CommandLine.Parse(arguments)).Message, StringComparison.Ordinal);
}
