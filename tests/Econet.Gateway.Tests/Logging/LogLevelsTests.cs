using System.Collections.Immutable;
using Econet.Gateway.Logging;
using Serilog.Core;
using Serilog.Events;

namespace Econet.Gateway.Tests.Logging;

public sealed class LogLevelsTests
{
    [Theory]
    [InlineData("Akka.Actor.ActorSystem", "akka://econet/user/econet/house/device/session", Subsystem.Bus)]
    [InlineData("Akka.Actor.ActorSystem", "akka://econet/user/econet/house/device/server/$a", Subsystem.Bus)]
    [InlineData("Akka.Actor.ActorSystem", "akka://econet/user/econet/house/device/store", Subsystem.Storage)]
    [InlineData("Akka.Actor.ActorSystem", "akka://econet/user/econet/house/device/parameters/0-103", Subsystem.Devices)]
    [InlineData("Akka.Actor.ActorSystem", "akka://econet/user/econet/house", Subsystem.Devices)]
    [InlineData("Akka.Actor.ActorSystem", "akka://econet/deadLetters", Subsystem.Gateway)]
    [InlineData("Econet.Gateway.Mqtt.MqttService", null, Subsystem.Mqtt)]
    [InlineData("Serilog.AspNetCore.RequestLoggingMiddleware", null, Subsystem.Http)]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", null, Subsystem.Http)]
    [InlineData("Econet.Gateway", null, Subsystem.Gateway)]
    public void Event_should_belong_to_a_subsystem(string context, string? actor, Subsystem subsystem)
    {
        var logEvent = Events.Of(LogEventLevel.Information, "x").With(Constants.SourceContextPropertyName, context);
        _ = actor is null ? logEvent : logEvent.With(ActorInLog.Path, actor);

        Assert.Equal(subsystem, LogLevels.SubsystemOf(logEvent));
    }

    [Fact]
    public void Level_of_a_subsystem_should_take_precedence()
    {
        var levels = new LogLevels();
        levels.Set(LogEventLevel.Warning, Own((Subsystem.Mqtt, LogEventLevel.Debug)));

        Assert.True(levels.Takes(Of("Econet.Gateway.Mqtt", LogEventLevel.Debug)));
        Assert.False(levels.Takes(Of("Econet.Gateway", LogEventLevel.Information)));
        Assert.True(levels.Takes(Of("Econet.Gateway", LogEventLevel.Warning)));
        Assert.Equal(LogEventLevel.Debug, levels.Lowest.MinimumLevel);
        Assert.Equal(Akka.Event.LogLevel.InfoLevel, levels.OfActors);
    }

    [Fact]
    public void Actors_should_tell_details_when_the_bus_shall()
    {
        var levels = new LogLevels();
        levels.Set(LogEventLevel.Information, Own((Subsystem.Bus, LogEventLevel.Debug)));

        Assert.Equal(Akka.Event.LogLevel.DebugLevel, levels.OfActors);
    }

    [Theory]
    [InlineData(LogEventLevel.Information, null, LogEventLevel.Warning)]
    [InlineData(LogEventLevel.Error, null, LogEventLevel.Error)]
    [InlineData(LogEventLevel.Information, LogEventLevel.Debug, LogEventLevel.Debug)]
    public void Web_server_should_tell_little_unless_it_is_asked_to(LogEventLevel level, LogEventLevel? http, LogEventLevel expected)
    {
        var levels = new LogLevels();
        levels.Set(level, http is { } own ? Own((Subsystem.Http, own)) : Own());

        Assert.Equal(expected, levels.Framework.MinimumLevel);
    }

    private static ImmutableSortedDictionary<Subsystem, LogEventLevel> Own(params (Subsystem Key, LogEventLevel Level)[] own) =>
        own.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Level);

    private static LogEvent Of(string context, LogEventLevel level) => Events.Of(level, "x").With(Constants.SourceContextPropertyName, context);
}
