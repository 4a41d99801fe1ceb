using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;
using Akka.Hosting;
using Econet.Actors.Gm3.Line;
using Econet.Actors.Ports;
using Econet.Actors.TestKit;
using Econet.Gm3;
using Econet.Simulation.Gm3;
using Xunit.Abstractions;

namespace Econet.Actors.Tests.Gm3;

/// <summary>
/// What following a bus costs, as counts, which are the same on each machine: a change that makes every value, frame or cycle dearer is seen here. The bounds are what is so now and a
/// tenth more. What it takes in time is measured by <c>bench/run</c>.
/// </summary>
public sealed class CostTests(ITestOutputHelper output)
{
    private const int Cycles = 20;

    private static readonly TimeSpan Cycle = new Gm3SimulationOptions().CycleInterval;

    [Fact]
    public async Task Cycle_should_wake_few_actors_for_few_messages_and_few_timers()
    {
        CountingMailbox.Messages = 0;
        await using var house = await House.StartAsync(new HouseSettings
        {
            Akka = (akka, _) => akka.AddHocon(
                $$"""akka.actor.default-mailbox.mailbox-type = "{{typeof(CountingMailbox).AssemblyQualifiedName}}" """, HoconAddMode.Prepend),
        });
        await house.UntilLearned();
        house.Time.Advance(TimeSpan.FromMinutes(2));
        var (messages, runs, timers) = (CountingMailbox.Messages, house.Time.Runs, house.Time.Fired);

        house.Time.Advance(Cycles * Cycle);

        var (each, woken, fired) = (PerCycle(CountingMailbox.Messages - messages), PerCycle(house.Time.Runs - runs), PerCycle(house.Time.Fired - timers));
        output.WriteLine($"A cycle: {each} messages, {woken} wake-ups of actors, {fired} timers, those of the simulator among them");
        Assert.InRange(each, 1, 425);
        Assert.InRange(woken, 1, 620);
        Assert.InRange(fired, 1, 280);
    }

    [Fact]
    public async Task Frame_should_take_no_more_memory_than_its_payload()
    {
        await using var house = await House.RunningAsync();
        var pieces = new List<byte[]>();
        await using var line = await house.Bus.Port.OpenAsync(new Keeper(pieces), CancellationToken.None);
        house.Time.Advance(Cycles * Cycle);
        var frames = new List<int>();
        var assembler = new FrameAssembler();
        Assemble(assembler, pieces, frames);
        frames.Clear();
        frames.Capacity = 10_000;

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assemble(assembler, pieces, frames);
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(frames.Count > 100);
        before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var payload in frames)
        {
            GC.KeepAlive(new Frame(BusAddress.Panel, BusAddress.Controller, Command.GetParams, payload == 0 ? default : new byte[payload]));
        }

        Assert.Equal(GC.GetAllocatedBytesForCurrentThread() - before, taken);
    }

    private static long PerCycle(long count) => count / Cycles;

    private static void Assemble(FrameAssembler assembler, List<byte[]> pieces, List<int> payloads)
    {
        foreach (var piece in pieces)
        {
            assembler.Append(piece);
            while (assembler.TryNext(out var frame, out _))
            {
                payloads.Add(frame?.Data.Length ?? 0);
            }
        }
    }

    private sealed class Keeper(List<byte[]> pieces) : IBusReceiver
    {
        public void Received(ReadOnlyMemory<byte> bytes) => pieces.Add(bytes.ToArray());

        public void Gone(string reason)
        {
        }
    }
}

/// <summary>Akka's own mailbox, which counts what comes in. One test at a time has it.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "Akka makes it.")]
internal sealed class CountingMailbox(Settings settings, Config config) : MailboxType(settings, config), IProducesMessageQueue<CountingMailbox.Queue>
{
    private static long _messages;

    public static long Messages
    {
        get => Interlocked.Read(ref _messages);
        set => Interlocked.Exchange(ref _messages, value);
    }

    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new Queue();

    internal sealed class Queue : IMessageQueue, IUnboundedMessageQueueSemantics
    {
        private readonly UnboundedMessageQueue _queue = new();

        public bool HasMessages => _queue.HasMessages;

        public int Count => _queue.Count;

        public void Enqueue(IActorRef receiver, Envelope envelope)
        {
            Interlocked.Increment(ref _messages);
            _queue.Enqueue(receiver, envelope);
        }

        public bool TryDequeue(out Envelope envelope) => _queue.TryDequeue(out envelope);

        public void CleanUp(IActorRef owner, IMessageQueue deadletters) => _queue.CleanUp(owner, deadletters);
    }
}
