using Econet.Gateway.Listening;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Values;

namespace Econet.Gateway.Tests.Listening;

public sealed class BusWordsTests
{
    public static TheoryData<string, Frame> Said => new()
    {
        { "who is there?", new Frame(109, 100, Command.Identify) },
        { "I am PLUM econet", new Frame(100, 109, Command.IdentifyAnswer, Identity.Write("econet")) },
        { "grants the token", Service.TokenGrant(109) },
        { "gives the token back", Service.TokenReturn(109) },
        { "it is 2026-01-22 20:55:07", Clock.Write(new DateTime(2026, 1, 22, 20, 55, 7, DateTimeKind.Unspecified)) },
        { "on the bus are: controller 1, thermostat 165 21.5 °C", DeviceTable.Write([new(1, float.NaN), new(165, 21.5f)]) },
        { "your address is 165", AddressAssignment.Write(163, 165) },
        { "a thermostat can be paired now", Service.PairingBeacon() },
        { "asks for entry 3 of the alarm log", new Frame(100, 109, Command.Service, AlarmLog.WriteRequest(3)) },
        { "the alarm log ends here", new Frame(109, 100, Command.ServiceAnswer, AlarmLog.WriteAnswer(null)) },
        { "asks for the values of 100 parameters from index 300", new Frame(1, 109, Command.GetParams, new ParameterSelection(100, 300).ToArray()) },
        { "asks for the structures of 40 parameters from index 0", new Frame(1, 109, Command.GetParamsStructWithRange, new ParameterSelection(40, 0).ToArray()) },
        { "writes parameter 103: 2D", new Frame(1, 100, Command.ModifyParam, Modify.Write(103, Value.Of((byte)45))) },
        { "the write is accepted", new Frame(100, 1, Command.ModifyParamAnswer, new byte[] { Modify.Accepted }) },
        { "the write is refused (7E)", new Frame(100, 1, Command.ModifyParamAnswer, new byte[] { 0x7E }) },
        { "nothing at that index", new Frame(109, 1, Command.NoData) },
        { "2 bytes of unknown meaning", new Frame(109, 1, (Command)0x55, new byte[] { 1, 2 }) },
        { "no data", new Frame(109, 1, Command.Service) },
    };

    [Theory]
    [MemberData(nameof(Said))]
    public void Frame_should_be_told_in_words(string words, object frame) => Assert.StartsWith(words, BusWords.Say((Frame)frame), StringComparison.Ordinal);

    [Fact]
    public void Text_from_the_bus_should_not_steer_a_terminal() =>
        Assert.DoesNotContain('\u001b', BusWords.Say(new Frame(100, 109, Command.IdentifyAnswer, Identity.Write("\u001b[2J"))));

    [Fact]
    public void Password_of_a_write_should_not_be_told() => Assert.DoesNotContain(
        Modify.DefaultPassword, BusWords.Say(new Frame(1, 100, Command.ModifyParam, Modify.Write(103, Value.Of((byte)45)))), StringComparison.Ordinal);
}
