using Akka.Hosting;
using Econet.Actors.Devices;
using Econet.Actors.Gm3;
using Econet.Actors.Hosting;
using Econet.Actors.NeaSmart;
using Econet.Actors.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

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

    public static TheoryData<Gm3Options, string> ImpossibleOptions => new()
    {
        { new Gm3Options { Baud = 0 }, nameof(Gm3Options.Baud) },
        { new Gm3Options { Attempts = 0 }, nameof(Gm3Options.Attempts) },
        { new Gm3Options { LongestGap = TimeSpan.FromMilliseconds(256) }, nameof(Gm3Options.LongestGap) },
        { new Gm3Options { ShortestGap = TimeSpan.FromMilliseconds(21) }, nameof(Gm3Options.ShortestGap) },
        { new Gm3Options { SourceAddress = 100 }, nameof(Gm3Options.SourceAddress) },
        { new Gm3Options { WriteTimeout = TimeSpan.Zero }, nameof(Gm3Options.WriteTimeout) },
    };

    [Theory]
    [MemberData(nameof(ImpossibleOptions))]
    public void Builder_should_refuse_an_option_that_no_bus_can_have(Gm3Options options, string property) =>
        Assert.Equal(property, Assert.Throws<ArgumentException>(() => new EconetBuilder().AddGm3("house", new Nowhere(), options)).ParamName);

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

        Assert.ThrowsAny<ArgumentException>(() => new EconetBuilder().AddNeaSmart("floor", options));
        new EconetBuilder().AddNeaSmart("floor", options with { Units = [1] });
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

    private sealed class Nowhere : IBusPort
    {
        public string Name => "nowhere";

        public Task<IBusLine> OpenAsync(IBusReceiver receiver, CancellationToken cancellation) =>
            Task.FromException<IBusLine>(new BusPortException("There is none."));
    }
}
