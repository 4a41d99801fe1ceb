using CsCheck;
using Econet.Gm3.Payloads;
using Econet.Values;
using Econet.Values.Tests;

namespace Econet.Gm3.Tests;

public class PayloadTests
{
    [Fact]
    public void Modify_should_come_back_as_written() =>
        Gen.Select(Gen.UShort, GenerateValues.AnyValue, GenerateValues.Type).Sample((index, value, other) =>
        {
            Assert.True(Modify.TryParse(Modify.Write(index, value), out var modify));
            Assert.Equal((Modify.DefaultUser, Modify.DefaultPassword, index), (modify.User, modify.Password, modify.WireIndex));
            Assert.True(modify.TryValue(value.Type, out var read));
            Assert.Equal(value, read);

            // Bytes of another size are no value of this type.
            var fits = other == ParameterType.String || value.Type == ParameterType.String || other.Size() == value.Type.Size();
            Assert.True(fits || !modify.TryValue(other, out _));
        });

    [Theory]
    [InlineData("")]
    [InlineData("4100 4200 01 05")]
    [InlineData("4100 42")]
    [InlineData("4100 4200 00 0500")]
    [InlineData("4100 4200 02 0500 01 0600 01")]
    public void Modify_should_be_refused_when_damaged_or_not_of_one_parameter(string hex) =>
        Assert.False(Modify.TryParse(Hex.Bytes(hex), out _));

    [Theory]
    [InlineData(Command.ModifyParamAnswer, "E5", true)]
    [InlineData(Command.ModifyParamAnswer, "00", true)]
    [InlineData(Command.ModifyParamAnswer, "01", false)]
    [InlineData(Command.ModifyParamAnswer, "7E", false)]
    [InlineData(Command.ModifyParamAnswer, "7F", false)]
    [InlineData(Command.ModifyParamAnswer, "", false)]
    [InlineData(Command.ModifyParamAnswer, "E500", false)]
    [InlineData(Command.Error, "E5", false)]
    [InlineData(Command.GetParamsAnswer, "E5", false)]
    public void Write_should_be_accepted_only_when_the_answer_says_so(Command command, string hex, bool accepted) =>
        Assert.Equal(accepted, Modify.IsAccepted(new Frame(100, 1, command, Hex.Bytes(hex))));

    [Fact]
    public void Identity_should_come_back_as_written() =>
        GenerateValues.Text.Sample(name =>
        {
            Assert.True(Identity.TryParse(Identity.Write(name), out var identity));
            Assert.Equal(new Identity("PLUM", name), identity);
        });

    [Fact]
    public void Identity_should_end_as_a_gateways_does() =>
        Assert.Equal("PLUM\0ecoNET\0\0\0\0\0"u8.ToArray(), Identity.Write("ecoNET"));

    [Fact]
    public void Identity_should_be_refused_when_a_text_does_not_end()
    {
        Assert.False(Identity.TryParse("PLUM"u8, out _));
        Assert.False(Identity.TryParse("PLUM\0name"u8, out _));
    }

    [Fact]
    public void Settings_should_come_back_as_written() =>
        Gen.Select(Gen.UInt, GenerateValues.Text, GenerateValues.Text, Gen.UShort, Gen.Byte).Sample((uid, name, software, product, type) =>
        {
            var settings = new Settings(uid, name, software, product, type);
            var data = settings.ToArray();
            Assert.True(Settings.TryParse(data, out var read));
            Assert.Equal(settings, read);
            Assert.False(Settings.TryParse(data.AsSpan(0, data.Length - 1), out _));
            Assert.False(Settings.TryParse([.. data, 0], out _));
        });

    [Fact]
    public void Service_should_name_its_function()
    {
        Assert.Equal(ServiceFunction.TokenGrant, FunctionOf(Service.TokenGrant(105)));
        Assert.Equal(ServiceFunction.TokenReturn, FunctionOf(Service.TokenReturn(105)));
        Assert.Equal(ServiceFunction.PairingBeacon, FunctionOf(Service.PairingBeacon()));
        Assert.Equal(ServiceFunction.DeviceTable, FunctionOf(DeviceTable.Write([])));
        Assert.Equal(ServiceFunction.AddressAssignment, FunctionOf(AddressAssignment.Write(163, 165)));
        Assert.Equal(ServiceFunction.Clock, FunctionOf(Clock.Write(DateTime.UnixEpoch)));
        Assert.Equal(ServiceFunction.AlarmLog, FunctionOf(new Frame(100, 105, Command.Service, AlarmLog.WriteRequest(0))));
        Assert.Null(FunctionOf(new Frame(100, 105, Command.Service, (byte[])[0x00])));
        Assert.Null(FunctionOf(new Frame(100, 105, Command.ServiceAnswer, (byte[])[0x00, 0x08])));
    }

    [Fact]
    public void Token_should_go_from_the_panel_and_back_to_it()
    {
        Assert.Equal(new Frame(105, BusAddress.Panel, Command.Service, Hex.Bytes("01080000")), Service.TokenGrant(105));
        Assert.Equal(new Frame(BusAddress.Panel, 105, Command.Service, Hex.Bytes("00080000")), Service.TokenReturn(105));
    }

    [Fact]
    public void Device_table_should_come_back_as_written() =>
        Gen.Select(Gen.UShort, Gen.Float, (address, temperature) => new BusDevice(address, temperature)).Array[0, 20].Sample(devices =>
        {
            var frame = DeviceTable.Write(devices);
            Assert.True(DeviceTable.TryParse(frame, out var read));
            Assert.Equal(devices, read);
            Assert.True(DeviceTable.TryParse(frame with { Data = (byte[])[.. frame.Data.Span, 0] }, out read));
            Assert.Equal(devices, read);
            Assert.False(DeviceTable.TryParse(frame with { Command = Command.ServiceAnswer }, out _));
        });

    [Fact]
    public void Address_assignment_should_come_back_as_written()
    {
        var frame = AddressAssignment.Write(BusAddress.PairingThermostat, 165);
        Assert.Equal(new Frame(163, BusAddress.Panel, Command.Service, Hex.Bytes("05200000 A500")), frame);
        Assert.True(AddressAssignment.TryParse(frame, out var assigned));
        Assert.Equal(165, assigned);
        Assert.False(AddressAssignment.TryParse(frame with { Data = frame.Data[..5] }, out _));
        Assert.False(AddressAssignment.TryParse(Service.PairingBeacon(), out _));
    }

    [Fact]
    public void Clock_should_come_back_as_written() =>
        Gen.Long[0, DateTime.MaxValue.Ticks / TimeSpan.TicksPerSecond].Sample(seconds =>
        {
            var time = new DateTime(seconds * TimeSpan.TicksPerSecond);
            Assert.True(Clock.TryParse(Clock.Write(time), out var read));
            Assert.Equal(time, read);
        });

    [Theory]
    [InlineData("23000000010100010100 07 37 14 1E 02 EA07 04 0100")]
    [InlineData("23000000010100010100 07 37 18 16 01 EA07 04 0100")]
    [InlineData("23000000010100010100 07 37 14 16 01 0000 04 0100")]
    [InlineData("23000000010100010100 07 37 14 16 01 EA07 04 01")]
    [InlineData("24000000010100010100 07 37 14 16 01 EA07 04 0100")]
    public void Clock_should_be_refused_when_it_tells_no_time(string hex) =>
        Assert.False(Clock.TryParse(new Frame(BusAddress.Broadcast, BusAddress.Panel, Command.Service, Hex.Bytes(hex)), out _));

    [Fact]
    public void Request_should_be_answered_by_its_code_with_the_top_bit()
    {
        Assert.Equal(Command.GetParamsAnswer, Command.GetParams.Answer());
        Assert.Equal(Command.ModifyParamAnswer, Command.ModifyParam.Answer());
        Assert.Equal(Command.GetSettingsAnswer, Command.GetSettings.Answer());
    }

    [Theory]
    [InlineData(104, false)]
    [InlineData(105, true)]
    [InlineData(130, true)]
    [InlineData(131, false)]
    public void Address_should_be_a_peripherals_when_the_panel_offers_it(ushort address, bool offered) =>
        Assert.Equal(offered, BusAddress.IsPeripheral(address));

    [Fact]
    public void Parsers_should_never_throw_whatever_the_bytes()
    {
        ParameterType[] types = [.. ParameterTypes.All, ParameterType.None, (ParameterType)8, .. ParameterTypes.All];
        Gen.Select(Gen.Byte, Generate.WireByte.Array[0, 200]).Sample((command, data) =>
        {
            var frame = new Frame(1, 2, (Command)command, data);
            _ = ValueAnswer.Parse(data, types, out _, out _);
            _ = ValueAnswer.TryParseHead(data, out _);
            _ = StructureAnswer.TryParse(data, true, out _);
            _ = StructureAnswer.TryParse(data, false, out _);
            _ = ParameterSelection.TryParse(data, out _);
            _ = Identity.TryParse(data, out _);
            _ = Settings.TryParse(data, out _);
            _ = AlarmLog.ParseAnswer(data, out _);
            _ = AlarmLog.TryParseRequest(data, out _);
            Modify.IsAccepted(frame);
            if (Modify.TryParse(data, out var modify))
            {
                modify.TryValue(types[command % types.Length], out _);
            }

            foreach (var service in new[] { frame, frame with { Command = Command.Service } })
            {
                _ = Service.TryFunction(service, out _);
                _ = Clock.TryParse(service, out _);
                _ = DeviceTable.TryParse(service, out _);
                _ = AddressAssignment.TryParse(service, out _);
            }
        }, iter: 5000);
    }

    private static ServiceFunction? FunctionOf(Frame frame) => Service.TryFunction(frame, out var function) ? function : null;
}
