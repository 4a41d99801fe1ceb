using Akka.Hosting;
using Econet.Actors.Devices;
using Econet.Actors.Hosting;
using Econet.Actors.Messages;
using Econet.Actors.Ports;
using Econet.Simulation.Gm3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// dotnet run -- /dev/ttyUSB0, or tcp://host:port; without an address a simulated heat pump.
using var simulator = new Gm3Simulator(new Gm3SimulationOptions { Paced = false }, TimeProvider.System);
simulator.Start();
var port = args is [var address, ..] ? BusPorts.Parse(address) : simulator.Port;

var builder = Host.CreateApplicationBuilder();
builder.Services.AddEconet();
builder.Services.AddAkka("heating", akka => akka.WithEconet(econet => econet.AddGm3("house", port)));
using var host = builder.Build();
await host.StartAsync();

var house = host.Services.GetRequiredService<IEconet>().Device("house");
using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
await foreach (var happened in house.EventsAsync(patience.Token))
{
    if (happened is ParameterChanged { Key: "HDWTSetPoint", Quality: Quality.Good } setpoint)
    {
        Console.WriteLine($"Hot water is to be {setpoint.Value} °C");
        break;
    }
}

var result = await house.WriteAsync("HDWTSetPoint", 47, patience.Token);
Console.WriteLine(result.Success ? $"It is to be {result.NewValue} °C now" : $"{result.Error}: {result.Message}");
await host.StopAsync();
return result.Success ? 0 : 1;
