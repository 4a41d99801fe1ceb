using System.Collections.Immutable;
using System.Globalization;
using Akka.Actor;
using Akka.Configuration;
using Econet.Actors.Hosting;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.TestKit;
using Econet.Actors.Vocabulary;
using Econet.Simulation.Gm3;
using Econet.Values;

namespace Econet.Bench;

/// <summary>What the parameters of a device cost in memory: all that is known of them and their actors, without a bus or a simulator.</summary>
internal static class MemoryBench
{
    private const int FirstOfPanel = 10_000;

    public static async Task RunAsync(int devices)
    {
        var structures = Structures();
        using var system = ActorSystem.Create(
            "memory", ConfigurationFactory.ParseString("akka.log-dead-letters = off").WithFallback(EconetHostingExtensions.Defaults()));
        await StartAsync(system, structures, "first");
        var before = Held();
        for (var i = 0; i < devices; i++)
        {
            await StartAsync(system, structures, string.Create(CultureInfo.InvariantCulture, $"device{i}"));
        }

        var each = (Held() - before) / (double)devices / structures.Length;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{structures.Length} parameters in each of {devices} devices: {each:F0} bytes a parameter"));
        await system.Terminate();
    }

    private static async Task StartAsync(
        ActorSystem system, ImmutableArray<(int Index, ParameterDefinition Definition, Value Value)> all, string name)
    {
        var time = TimeProvider.System;
        var parameters = system.ActorOf(
            ParametersActor.Props(
                name, ActorRefs.Nobody, RunWitness.Of(null), new WritePolicy(new WriteBudget()), () => Vocabularies.BuiltIn.Of(Vocabularies.Gm3), time), name);
        parameters.Tell(
            new ParameterMessages.Define([.. all.Select(p => p.Definition with { Name = new string(p.Definition.Name.AsSpan()) })]), ActorRefs.Nobody);
        parameters.Tell(
            new ParameterMessages.Readings([.. all.Select(p => new ParameterMessages.Reading(p.Index, p.Value, TimeSpan.FromMinutes(5)))], time.Now()),
            ActorRefs.Nobody);
        for (var read = 0; read < all.Length;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), time);
            var snapshot = await parameters.Ask<DeviceSnapshot>(GetSnapshot.Instance);
            read = snapshot.Parameters.Count(p => p.ReadAt is not null);
        }
    }

    private static long Held()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static ImmutableArray<(int Index, ParameterDefinition Definition, Value Value)> Structures()
    {
        using var time = new VirtualTime();
        using var bus = new Gm3Simulator(new Gm3SimulationOptions(), time);
        return
        [
            .. bus.Values.Select(v => (v.Index, Definition(v.Index, bus), v.Value)),
        ];
    }

    private static ParameterDefinition Definition(int index, Gm3Simulator bus)
    {
        var structure = bus.Definition(index);
        var offset = index >= FirstOfPanel ? FirstOfPanel : 0;
        Limit? min = structure.HasMin ? structure.MinIsIndex ? new Limit.HeldBy(offset + structure.Min) : new Limit.Fixed(structure.Min) : null;
        Limit? max = structure.HasMax ? structure.MaxIsIndex ? new Limit.HeldBy(offset + structure.Max) : new Limit.Fixed(structure.Max) : null;
        return new ParameterDefinition(
            index, structure.Name, Unit.Of(structure.Unit), structure.Type, structure.Writable,
            (structure.Flags & Econet.Gm3.ParameterFlags.NonVolatile) != 0, min, max);
    }
}
