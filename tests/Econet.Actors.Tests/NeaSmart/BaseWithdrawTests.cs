using Akka.Actor;
using Econet.Actors.Messages;
using Econet.Modbus;
using Econet.Modbus.NeaSmart;

namespace Econet.Actors.Tests.NeaSmart;

public class BaseWithdrawTests
{
    private static readonly Register Setpoint = RegisterMap.Zone(1, 3).Setpoint;
    private static readonly ushort Old = Dpt9.Encode(20);
    private static readonly ushort New = Dpt9.Encode(22.5);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_should_be_withdrawn_unless_the_base_has_read_it(bool hasRead)
    {
        await using var house = await BaseHouse.StartAsync();
        house.Write(Setpoint.Address, Old);
        house.Seconds(1);
        var request = Guid.NewGuid();
        var region = house.System.ActorSelection("/user/econet");
        var write = region.Ask<WriteResult>(new ToDevice("neasmart", new WriteParameter(Setpoint.Key, 22.5, Request: request)));
        house.Seconds(1);
        if (hasRead)
        {
            Assert.Equal(New, house.Read(Setpoint.Address));
        }

        region.Tell(new ToDevice("neasmart", new WithdrawWrite(Setpoint.Key, request)));
        house.Seconds(1);

        Assert.Equal(hasRead ? New : Old, house.Read(Setpoint.Address));
        if (hasRead)
        {
            house.Write(Setpoint.Address, New);
        }

        house.Seconds(1);
        var result = await write.WaitAsync(Ports.Patience.Long);
        Assert.Equal(hasRead ? WriteStatus.Verified : WriteStatus.Withdrawn, result.Job!.Status);
    }
}
