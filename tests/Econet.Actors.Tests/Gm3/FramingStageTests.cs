using Akka;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using CsCheck;
using Econet.Actors.Gm3;
using Econet.Actors.Gm3.Line;
using Econet.Actors.Parameters;
using Econet.Gm3;

namespace Econet.Actors.Tests.Gm3;

public sealed class FramingStageTests : IAsyncLifetime
{
    private static readonly Frame First = new(105, 100, Command.Service, new byte[] { 1, 8, 0, 0 });
    private static readonly Frame Second = new(1, 100, Command.Identify);

    private static readonly Gen<Frame> Frames = Gen.Select(
        Gen.UShort, Gen.UShort, Gen.Byte, Gen.Byte.Array[0, 300],
        (destination, source, command, data) => new Frame(destination, source, (Command)command, data));

    /// <summary>Noise without a false beginning, so that no frame behind it has to wait.</summary>
    private static readonly Gen<byte[]> Noise = Gen.Byte.Where(b => b != 0x68).Array[0, 20];

    private readonly ActorBench _bench = new();
    private readonly ActorMaterializer _materializer;

    public FramingStageTests() => _materializer = _bench.System.Materializer();

    [Fact]
    public void Framing_should_give_all_frames_and_count_all_noise_however_the_bytes_are_cut() =>
        Gen.Select(Gen.Select(Noise, Frames).Array[1, 12], Gen.Int[1, 400].Array[1, 20]).Sample(
            (parts, cuts) =>
            {
                var (bytes, probe) = Run();
                var sent = parts.SelectMany(part => part.Item1.Concat(part.Item2.ToArray())).ToArray();
                for (int at = 0, cut = 0; at < sent.Length; cut++)
                {
                    var size = Math.Min(cuts[cut % cuts.Length], sent.Length - at);
                    Bring(bytes, sent.AsSpan(at, size).ToArray());
                    at += size;
                }

                _bench.Time.Settle();
                Assert.Equal(parts.Select(part => part.Item2), FoundBy(probe));
                Assert.Equal(
                    parts.Sum(part => part.Item1.Length), probe.Heard<LineEvent.BytesSkipped>().Sum(skipped => skipped.Skip.Bytes));
                bytes.Tell(new Status.Success(NotUsed.Instance));
            },
            iter: 60, threads: 1);

    [Fact]
    public void Framing_should_find_the_frames_behind_a_false_beginning_once_the_bus_pauses()
    {
        var (bytes, probe) = Run();
        Bring(bytes, [0x68, 0xF0, 0x02, .. First.ToArray(), .. Second.ToArray()]);
        _bench.Advance(199);
        Assert.Empty(probe.All);

        _bench.Advance(2);

        Assert.Equal([First, Second], FoundBy(probe));
        Assert.Equal(3, probe.Heard<LineEvent.BytesSkipped>().Sum(skipped => skipped.Skip.Bytes));
        Assert.Equal(SkipReason.Truncated, probe.Heard<LineEvent.BytesSkipped>()[0].Skip.Reason);
    }

    [Fact]
    public void Framing_should_date_what_it_finds_late_by_when_it_arrived()
    {
        var (bytes, probe) = Run();
        Bring(bytes, [0x68, 0xF0, 0x02]);
        _bench.Advance(10);
        Bring(bytes, First.ToArray());
        _bench.Advance(10);
        Bring(bytes, Second.ToArray());
        _bench.Advance(1000);

        Assert.Equal([10, 20], probe.Heard<LineEvent.FrameReceived>().Select(Milliseconds));
        Assert.Equal([0, 0], probe.Heard<LineEvent.BytesSkipped>().Select(Milliseconds));
    }

    [Fact]
    public void Framing_should_date_a_frame_by_its_last_byte()
    {
        var (bytes, probe) = Run();
        var cut = First.ToArray();
        Bring(bytes, cut[..9]);
        _bench.Advance(30);
        Bring(bytes, [.. cut[9..], .. Second.ToArray()]);
        _bench.Time.Settle();

        Assert.Equal([30, 30], probe.Heard<LineEvent.FrameReceived>().Select(Milliseconds));
    }

    [Fact]
    public void Framing_should_give_up_a_frame_that_stops_before_its_end()
    {
        var (bytes, probe) = Run();
        Bring(bytes, First.ToArray()[..^2]);
        _bench.Advance(250);
        Bring(bytes, Second.ToArray());
        _bench.Time.Settle();

        Assert.Equal([Second], FoundBy(probe));
        Assert.Equal(First.Size - 2, probe.Heard<LineEvent.BytesSkipped>().Sum(skipped => skipped.Skip.Bytes));
    }

    [Fact]
    public void Framing_should_wait_as_long_as_a_frame_goes_on_within_its_pause()
    {
        var (bytes, probe) = Run();
        foreach (var piece in First.ToArray())
        {
            Bring(bytes, [piece]);
            _bench.Advance(150);
        }

        Assert.Equal([First], FoundBy(probe));
        Assert.Empty(probe.Heard<LineEvent.BytesSkipped>());
    }

    [Fact]
    public void Framing_should_say_that_a_checksum_was_bad()
    {
        var damaged = First.ToArray();
        damaged[^2] ^= 1;
        var (bytes, probe) = Run();
        Bring(bytes, [.. damaged, .. Second.ToArray()]);
        _bench.Advance(1000);

        Assert.Equal(SkipReason.BadChecksum, probe.Heard<LineEvent.BytesSkipped>()[0].Skip.Reason);
        Assert.Equal([Second], FoundBy(probe));
    }

    [Fact]
    public void Framing_should_give_all_it_has_found_and_end_when_the_line_ends()
    {
        var (bytes, probe) = Run();
        Bring(bytes, [.. Enumerable.Repeat(First.ToArray(), 30).SelectMany(b => b), 0x68]);
        bytes.Tell(new Status.Success(NotUsed.Instance));
        _bench.Advance(1000);

        Assert.Equal(Enumerable.Repeat(First, 30), FoundBy(probe));
        Assert.IsType<NotUsed>(probe.All[^1].Message);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    private static IEnumerable<Frame> FoundBy(Probe probe) => probe.Heard<LineEvent.FrameReceived>().Select(found => found.Frame);

    private static double Milliseconds(LineEvent found) => TimeSpan.FromTicks(found.At.Ticks).TotalMilliseconds;

    private void Bring(IActorRef bytes, byte[] piece) => bytes.Tell(new ReceivedBytes(piece, _bench.Time.Now()));

    private (IActorRef Bytes, Probe Probe) Run()
    {
        var probe = _bench.NewProbe();
        var bytes = Source.ActorRef<ReceivedBytes>(4096, OverflowStrategy.DropHead)
            .Via(new FramingStage(new Gm3Options().FrameTimeout))
            .To(Sink.ActorRef<LineEvent>(probe.Ref, NotUsed.Instance, error => new Status.Failure(error)))
            .Run(_materializer);
        return (bytes, probe);
    }
}
