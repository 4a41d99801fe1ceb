using Akka.Actor;
using Akka.Event;
using Econet.Actors.Devices;
using Econet.Actors.Gm3;
using Econet.Actors.Gm3.Line;
using Econet.Actors.Tests.Ports;
using Econet.Gm3;

namespace Econet.Actors.Tests.Gm3;

public sealed class SerialConnectionActorTests : IAsyncLifetime
{
    private readonly ActorBench _bench = new();
    private readonly ScriptedPort _port;
    private readonly Probe _protocol;
    private readonly Probe _log;

    public SerialConnectionActorTests()
    {
        _port = new ScriptedPort(_bench.Time);
        _protocol = _bench.NewProbe();
        _log = _bench.NewProbe();
        _bench.System.EventStream.SetLogLevel(LogLevel.InfoLevel);
        _bench.System.EventStream.Subscribe(_log.Ref, typeof(Warning));
        _bench.System.EventStream.Subscribe(_log.Ref, typeof(Info));
    }

    [Fact]
    public void Connection_should_tell_of_the_open_line_and_of_what_it_hears()
    {
        var frame = new Frame(105, 100, Command.Identify);
        Start();
        Now(_port.Attempts[0].Open);
        _bench.Advance(7);
        Now(() => _port.Attempts[0].Receiver.Received(frame.ToArray()));

        var opened = Assert.Single(_protocol.Heard<LineMessages.LineOpened>());
        Assert.Same(_port.Attempts[0], opened.Line);
        Assert.Equal(frame.Size, opened.Activity.Received);
        Assert.Equal(TimeSpan.Zero, opened.Activity.Silence);
        Assert.Equal(frame, Assert.Single(_protocol.Heard<LineEvent.FrameReceived>()).Frame);
    }

    [Fact]
    public void Connection_should_try_again_with_pauses_from_100_ms_doubling_to_a_second()
    {
        _port.OnOpen = attempt => attempt.Fail();
        Start();
        _bench.Advance(6100);

        Assert.Equal([0, 100, 300, 700, 1500, 2500, 3500, 4500, 5500], _port.Attempts.Select(attempt => attempt.At));
        Assert.Empty(Told());
    }

    [Fact]
    public void Line_should_be_heard_after_attempts_in_vain_and_nothing_of_the_line_before_it()
    {
        var (one, other) = (new Frame(105, 100, Command.Identify), new Frame(106, 100, Command.Identify));
        _port.OnOpen = attempt =>
        {
            if (_port.Attempts.Count % 4 == 0)
            {
                attempt.Open();
            }
            else
            {
                attempt.Fail();
            }
        };
        // A frame that pauses is waited for longer than the cable is out.
        Start(new Gm3Options { FrameTimeout = TimeSpan.FromMinutes(1) });
        _bench.Advance(1000);
        // The beginning of a frame, and then the cable is pulled.
        Now(() => _port.Attempts[3].Receiver.Received(one.ToArray().AsMemory(..5)));
        Now(() => _port.Attempts[3].Receiver.Gone("pulled"));
        _bench.Advance(6000);
        Now(() => _port.Attempts[7].Receiver.Received(one.ToArray().AsMemory(5..)));
        Now(() => _port.Attempts[7].Receiver.Received(other.ToArray()));

        Assert.Equal(other, Assert.Single(_protocol.Heard<LineEvent.FrameReceived>()).Frame);
    }

    [Fact]
    public void Connection_should_not_fill_the_log_when_a_port_stays_away()
    {
        _port.OnOpen = attempt => attempt.Fail();
        Start();
        _bench.Advance(10 * 60_000);

        Assert.True(_port.Attempts.Count > 390);
        Assert.InRange(Troubles().Count, 1, 10);
        Assert.Contains("no such port", Troubles()[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Connection_should_try_again_when_opening_throws_at_once()
    {
        _port.OnOpen = attempt =>
        {
            if (_port.Attempts.Count < 3)
            {
                throw new InvalidOperationException("on purpose");
            }

            attempt.Open();
        };
        Start();
        _bench.Advance(1000);

        Assert.Equal(3, _port.Attempts.Count);
        Assert.Single(_protocol.Heard<LineMessages.LineOpened>());
    }

    [Fact]
    public void Connection_should_open_again_100_ms_after_a_line_is_gone()
    {
        _port.OnOpen = attempt => attempt.Open();
        Start();
        _bench.Advance(10_000);
        Now(() => _port.Attempts[0].Receiver.Gone("pulled"));
        _bench.Advance(100);

        Assert.Equal(1, _port.Attempts[0].Disposed);
        Assert.Equal([0, 10_100], _port.Attempts.Select(attempt => attempt.At));
        Assert.Equal([typeof(LineMessages.LineOpened), typeof(LineMessages.LineLost), typeof(LineMessages.LineOpened)], Told());
        Assert.Single(Troubles());
    }

    [Fact]
    public void Connection_should_begin_with_short_pauses_again_after_a_line_that_lasted()
    {
        Start();
        for (var failed = 0; failed < 6; failed++)
        {
            Now(_port.Attempts[^1].Fail);
            _bench.Advance(1500);
        }

        Now(_port.Attempts[^1].Open);
        _bench.Advance(10_000);
        var gone = _bench.Time.GetTimestamp();
        Now(() => _port.Attempts[^1].Receiver.Gone("pulled"));
        _bench.Advance(1500);

        Assert.Equal(TimeSpan.FromTicks(gone).TotalMilliseconds + 100, _port.Attempts[^1].At);
    }

    [Fact]
    public void Connection_should_pause_ever_longer_when_lines_are_gone_at_once()
    {
        _port.OnOpen = attempt =>
        {
            attempt.Open();
            attempt.Receiver.Gone("hung up");
        };
        Start();
        _bench.Advance(60_000);

        Assert.InRange(_port.Attempts.Count, 40, 66);
        Assert.InRange(Troubles().Count, 1, 7);
        Assert.All(_port.Attempts, attempt => Assert.Equal(1, attempt.Disposed));
    }

    [Fact]
    public void Connection_should_close_a_line_that_was_gone_before_it_was_open()
    {
        Start();
        Now(() => _port.Attempts[0].Receiver.Gone("hung up"));
        Now(_port.Attempts[0].Open);
        Assert.Equal(1, _port.Attempts[0].Disposed);
        Assert.Empty(_protocol.Heard<LineMessages.LineOpened>());

        _bench.Advance(100);
        Now(_port.Attempts[1].Open);

        Assert.Same(_port.Attempts[1], Assert.Single(_protocol.Heard<LineMessages.LineOpened>()).Line);
        Assert.Equal(0, _port.Attempts[1].Disposed);
    }

    [Fact]
    public void Connection_should_leave_the_present_line_when_an_earlier_attempt_ends_late()
    {
        Start();
        Now(() => _port.Attempts[0].Receiver.Gone("hung up"));
        _bench.Advance(100);
        Now(_port.Attempts[1].Open);
        Now(_port.Attempts[0].Open);
        Now(() => _port.Attempts[0].Receiver.Gone("again"));

        Assert.Equal([1, 0], _port.Attempts.Select(attempt => attempt.Disposed));
        Assert.Equal(typeof(LineMessages.LineOpened), Told()[^1]);
    }

    [Fact]
    public void Connection_should_open_a_silent_line_anew_and_tell_so_once()
    {
        _port.OnOpen = attempt => attempt.Open();
        Start();
        _bench.Advance(29_000);
        Assert.Single(_port.Attempts);
        _bench.Advance(2_000);
        Assert.Equal(2, _port.Attempts.Count);
        Assert.Equal(1, _port.Attempts[0].Disposed);

        _bench.Advance(10 * 60_000);

        Assert.InRange(_port.Attempts.Count, 5, 7);
        Assert.Contains("No data from", Assert.Single(Troubles()), StringComparison.Ordinal);
        Assert.Equal(typeof(LineMessages.LineOpened), Told()[^1]);
    }

    [Fact]
    public void Connection_should_not_open_before_the_last_line_is_closed()
    {
        var closing = new TaskCompletionSource();
        _port.OnOpen = attempt =>
        {
            attempt.Closing = closing.Task;
            attempt.Open();
        };
        Start();
        _bench.Advance(10_000);
        Now(() => _port.Attempts[0].Receiver.Gone("pulled"));
        _bench.Advance(1_000);
        Assert.Single(_port.Attempts);

        Now(closing.SetResult);

        Assert.Equal(2, _port.Attempts.Count);
    }

    [Fact]
    public void Connection_should_not_wait_for_ever_for_the_last_line_to_close()
    {
        _port.OnOpen = attempt =>
        {
            attempt.Closing = new TaskCompletionSource().Task;
            attempt.Open();
        };
        Start();
        _bench.Advance(10_000);
        Now(() => _port.Attempts[0].Receiver.Gone("pulled"));
        _bench.Advance(2_500);

        Assert.Equal(2, _port.Attempts.Count);
    }

    [Fact]
    public void Connection_should_name_its_line_to_who_asks()
    {
        var connection = Start();
        var asker = _bench.NewProbe();
        connection.Tell(LineMessages.WhichLine.Instance, asker.Ref);
        Now(_port.Attempts[0].Open);
        Assert.Empty(asker.All);
        connection.Tell(LineMessages.WhichLine.Instance, asker.Ref);
        _bench.Time.Settle();

        Assert.Same(_port.Attempts[0], Assert.Single(asker.Heard<LineMessages.LineOpened>()).Line);
    }

    [Fact]
    public void Connection_should_close_its_line_when_it_stops()
    {
        var connection = Start();
        Now(_port.Attempts[0].Open);
        _bench.System.Stop(connection);
        _bench.Advance(5000);

        Assert.Equal(1, Assert.Single(_port.Attempts).Disposed);
        // The stream ends with the actor that runs it, and says so.
        Assert.Equal([typeof(LineMessages.LineOpened), typeof(LineMessages.LineLost)], Told().Where(type => type != typeof(LineMessages.FramingFailed)));
    }

    [Fact]
    public async Task Connection_should_close_a_line_that_opens_after_it_stopped()
    {
        var connection = Start();
        _bench.System.Stop(connection);
        _bench.Time.Settle();
        Assert.True(_port.Attempts[0].Cancellation.IsCancellationRequested);

        Now(_port.Attempts[0].Open);

        await _port.Attempts[0].Closed.WaitAsync(Patience.Long);
        Assert.Equal(1, _port.Attempts[0].Disposed);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    private IActorRef Start(Gm3Options? options = null)
    {
        var connection = _bench.System.ActorOf(SerialConnectionActor.Props(_port, options ?? new Gm3Options(), _protocol.Ref, DeviceHome.Alone(_bench.Time)));
        _bench.Time.Settle();
        return connection;
    }

    private void Now(Action happening)
    {
        // On the clock's thread: there a task's continuation runs at once, and not on some other thread.
        _bench.Time.Post(happening);
        _bench.Time.Settle();
    }

    /// <summary>Not what a stream says when it ends.</summary>
    private static bool IsOfTheLine(Type message) => message != typeof(Akka.NotUsed) && message != typeof(Status.Failure);

    private Type[] Told() => [.. _protocol.All.Select(told => told.Message.GetType()).Where(IsOfTheLine)];

    /// <summary>What an owner reads of trouble with the port. The device warns of it; here are the details.</summary>
    private List<string> Troubles() =>
        [.. _log.All.Select(told => ((LogEvent)told.Message).Message.ToString()!).Where(line => !line.StartsWith("Connected", StringComparison.Ordinal))];
}
