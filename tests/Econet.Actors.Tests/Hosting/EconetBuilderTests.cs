using Akka.Hosting;
using Econet.Actors.Devices;
using Econet.Actors.Hosting;
using Econet.Actors.NeaSmart;
using Econet.Actors.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Econet.Actors.Tests.Hosting;

public class EconetBuilderTests
{
    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("a/b")]
    [InlineData("häuschen")]
    [InlineData("line\n")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public void Builder_should_refuse_an_id_that_is_none(string id) =>
        Assert.Throws<ArgumentException>(() => new EconetBuilder().AddGm3(id, new Nowhere()));

    [Fact]
    public void Builder_should_refuse_an_id_that_is_taken()
    {
        var builder = new EconetBuilder().AddGm3("house", new Nowhere());

        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => builder.AddGm3("house", new Nowhere())).Message, StringComparison.Ordinal);
        builder.AddGm3("House_2-a", new Nowhere());
    }

    [Fact]
    public void Builder_should_take_the_address_of_a_port_and_refuse_nonsense()
    {
        var builder = new EconetBuilder().AddGm3("house", "tcp://127.0.0.1:4001");

        Assert.Contains("ftp://", Assert.Throws<ArgumentException>(() => builder.AddGm3("other", "ftp://127.0.0.1")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 240, 0 })]
    [InlineData(new byte[] { 248 })]
    public void Builder_should_refuse_units_that_are_none(byte[] units)
    {
        var options = new NeaSmartOptions { Server = new NeaSmartServer.Rtu(new Nowhere()), Units = units };

        Assert.Throws<OptionsValidationException>(() => new EconetBuilder().AddNeaSmart("floor", options));
        new EconetBuilder().AddNeaSmart("floor", options with { Units = [1] });
    }

    [Fact]
    public void Builder_should_refuse_a_port_that_is_taken()
    {
        var builder = new EconetBuilder().AddGm3("house", "tcp://127.0.0.1:4001").AddNeaSmart("floor", Listening(5020));

        Assert.Contains("'house' does", Assert.Throws<ArgumentException>(() => builder.AddGm3("other", "tcp://127.0.0.1:4001")).Message, StringComparison.Ordinal);
        Assert.Contains("'floor' does", Assert.Throws<ArgumentException>(() => builder.AddNeaSmart("other", Listening(5020))).Message, StringComparison.Ordinal);
        builder.AddNeaSmart("free", Listening(0)).AddNeaSmart("too", Listening(0));

        static NeaSmartOptions Listening(int port) => new() { Server = new NeaSmartServer.Tcp(System.Net.IPAddress.Loopback, port) };
    }

    [Fact]
    public async Task Host_should_say_what_it_lacks_when_the_client_is_not_registered()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddAkka("test", akka => akka
            .AddHocon("akka.loglevel = OFF", HoconAddMode.Prepend)
            .WithEconet(econet => econet.AddGm3("house", new Nowhere())));
        using var host = builder.Build();

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains("services.AddEconet()", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_should_be_refused_when_its_time_is_not_that_of_akka()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<TimeProvider>(new Elsewhere()).AddEconet().AddAkka("test", akka => akka
            .AddHocon("akka.loglevel = OFF", HoconAddMode.Prepend)
            .WithEconet(econet => econet.AddGm3("house", new Nowhere())));
        using var host = builder.Build();

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains(nameof(Elsewhere), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_should_have_all_devices_when_they_are_added_twice_beside_actors_of_its_own()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddEconet().AddEconet().AddAkka("test", akka => akka
            .AddHocon("akka.loglevel = OFF", HoconAddMode.Prepend)
            .WithActors((system, _, _) => system.ActorOf(Akka.Actor.Props.Empty, "devices"))
            .WithEconet(econet => econet.AddGm3("first", new Nowhere()))
            .WithEconet(econet => econet.AddGm3("second", new Nowhere())));
        using var host = builder.Build();
        await host.StartAsync();

        var econet = host.Services.GetRequiredService<IEconet>();
        Assert.Equal(["first", "second"], econet.Devices);
        Assert.Equal("second", (await econet.Device("second").SnapshotAsync()).Device);
        await host.StopAsync();
    }

    [Fact]
    public async Task Host_should_have_its_devices_without_a_time_provider()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddEconet().AddAkka("test", akka => akka
            .AddHocon("akka.loglevel = OFF", HoconAddMode.Prepend)
            .WithEconet(econet => econet.AddGm3("first", new Nowhere()).AddGm3("second", new Nowhere())));
        using var host = builder.Build();
        await host.StartAsync();

        var econet = host.Services.GetRequiredService<IEconet>();
        Assert.Equal(["first", "second"], econet.Devices);
        var snapshot = await econet.Device("second").SnapshotAsync();
        Assert.Equal("second", snapshot.Device);
        Assert.False(snapshot.Alive);
        Assert.Equal("connecting", (await econet.Device("first").StatusAsync()).State);
        await host.StopAsync();
    }

    private sealed class Elsewhere : TimeProvider;

    private sealed class Nowhere : IBusPort
    {
        public string Name => "nowhere";

        public Task<IBusLine> OpenAsync(IBusReceiver receiver, CancellationToken cancellation) =>
            Task.FromException<IBusLine>(new BusPortException("There is none."));
    }
}
