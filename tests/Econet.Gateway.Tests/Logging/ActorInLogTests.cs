using Econet.Gateway.Logging;
using Econet.Gateway.Tests.Support;
using Serilog;

namespace Econet.Gateway.Tests.Logging;

public sealed class ActorInLogTests
{
    [Theory]
    [InlineData("akka://econet/user/econet/cottage/device/session", "Left the bus", "cottage: ")]
    [InlineData("akka://econet/user/econet/cottage", "Left the bus", "cottage: ")]
    [InlineData("akka://econet/user/other/cottage", "Left the bus", null)]
    [InlineData("akka://econet/user/econet/cottage/device", "{Device} answers", null)]
    public void Message_should_say_which_device_it_is_about_when_it_does_not_itself(string path, string template, string? prefix)
    {
        var sink = new LogSink();
        using var log = new LoggerConfiguration().Enrich.With<ActorInLog>().WriteTo.Sink(sink).CreateLogger();

        log.ForContext("ActorPath", path).Information(template, "cottage");

        var told = Assert.Single(sink.Events);
        Assert.Equal(prefix, told.Properties.GetValueOrDefault(ActorInLog.Prefix)?.ToString("l", null));
    }
}
