using Econet.Actors.Ports;

namespace Econet.Actors.Tests.Ports;

/// <summary>A port together with what is at its other end.</summary>
internal interface ILinePeer : IDisposable
{
    IBusPort Port { get; }

    /// <summary>Opens the port, and the peer is there for it.</summary>
    Task<IBusLine> OpenAsync(IBusReceiver receiver);

    Task WriteAsync(ReadOnlyMemory<byte> bytes);

    Task<byte[]> ReadAsync(int count);
}

/// <summary>What every line promises, whatever it runs on.</summary>
public abstract class BusLineContract
{
    private static readonly byte[] AllValues = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];

    /// <param name="writeTimeout">Null: long enough never to matter.</param>
    private protected abstract ILinePeer CreatePeer(TimeSpan? writeTimeout = null);

    [LinuxFact]
    public async Task Line_should_carry_every_byte_value_both_ways()
    {
        using var peer = CreatePeer();
        var recorder = new LineRecorder();
        await using var line = await peer.OpenAsync(recorder);

        await peer.WriteAsync(AllValues);
        Assert.Equal(AllValues, await recorder.ReadAsync(256));
        line.Send(AllValues);
        Assert.Equal(AllValues, await peer.ReadAsync(256));
        Assert.Empty(recorder.Violations);
    }

    [LinuxFact]
    public async Task Line_should_carry_bursts_both_ways_at_once()
    {
        using var peer = CreatePeer();
        var recorder = new LineRecorder();
        await using var line = await peer.OpenAsync(recorder);
        var there = new byte[LineLimits.MaxWaiting];
        var back = new byte[300_000];
        new Random(1).NextBytes(there);
        new Random(2).NextBytes(back);

        var writing = peer.WriteAsync(back);
        var reading = peer.ReadAsync(there.Length);
        foreach (var chunk in there.Chunk(777))
            line.Send(chunk);

        Assert.Equal(back, await recorder.ReadAsync(back.Length));
        Assert.Equal(there, await reading);
        await writing;
        Assert.Empty(recorder.Violations);
    }

    [LinuxFact]
    public async Task Line_should_keep_the_bytes_of_a_send_when_the_caller_reuses_its_buffer()
    {
        using var peer = CreatePeer();
        await using var line = await peer.OpenAsync(new LineRecorder());
        var buffer = new byte[4];

        for (byte i = 1; i <= 100; i++)
        {
            buffer.AsSpan().Fill(i);
            line.Send(buffer);
        }

        Assert.Equal(Enumerable.Range(1, 100).SelectMany(i => Enumerable.Repeat((byte)i, 4)), await peer.ReadAsync(400));
    }

    [LinuxFact]
    public async Task Line_should_send_nothing_when_its_receiver_may_not_speak()
    {
        using var peer = CreatePeer();
        var recorder = new LineRecorder();
        await using var line = await peer.OpenAsync(recorder);
        line.Send(new byte[] { 1 });
        Assert.Equal([1], await peer.ReadAsync(1));

        recorder.MaySend = false;
        line.Send(new byte[] { 2 });

        await recorder.Muted;
        recorder.MaySend = true;
        line.Send(new byte[] { 3 });
        Assert.Equal([3], await peer.ReadAsync(1));
    }

    [LinuxFact]
    public async Task Line_should_keep_sends_whole_and_in_order_when_many_send()
    {
        using var peer = CreatePeer();
        await using var line = await peer.OpenAsync(new LineRecorder());

        await Parallel.ForAsync(0, 4, (sender, _) =>
        {
            for (var i = 0; i < 200; i++)
                line.Send(new byte[] { (byte)sender, (byte)i, (byte)~sender, (byte)~i });
            return ValueTask.CompletedTask;
        });

        var next = new int[4];
        foreach (var message in (await peer.ReadAsync(4 * 200 * 4)).Chunk(4))
        {
            Assert.Equal(new[] { message[0], (byte)next[message[0]]++, (byte)~message[0], (byte)~message[1] }, message);
        }
    }

    [LinuxFact]
    public async Task Line_should_be_gone_when_its_peer_closes()
    {
        using var peer = CreatePeer();
        var recorder = new LineRecorder();
        await using var line = await peer.OpenAsync(recorder);

        peer.Dispose();

        Assert.StartsWith(peer.Port.Name, await recorder.Gone, StringComparison.Ordinal);
        line.Send(AllValues);
        await line.DisposeAsync().AsTask().WaitAsync(Patience.Long);
        Assert.Empty(recorder.Violations);
    }

    [LinuxFact]
    public async Task Line_should_be_gone_when_its_peer_takes_no_bytes_for_the_write_timeout()
    {
        using var peer = CreatePeer(TimeSpan.FromMilliseconds(100));
        var recorder = new LineRecorder();
        await using var line = await peer.OpenAsync(recorder);

        line.Send(new byte[LineLimits.MaxWaiting]);

        Assert.Contains("stuck", await recorder.Gone, StringComparison.Ordinal);
        await line.DisposeAsync().AsTask().WaitAsync(Patience.Long);
        Assert.Empty(recorder.Violations);
    }

    [LinuxFact]
    public async Task Line_should_be_gone_when_more_waits_than_it_holds()
    {
        using var peer = CreatePeer();
        var recorder = new LineRecorder();
        await using var line = await peer.OpenAsync(recorder);

        line.Send(new byte[LineLimits.MaxWaiting + 1]);

        Assert.Contains("stuck", await recorder.Gone, StringComparison.Ordinal);
        Assert.Empty(recorder.Violations);
    }

    [LinuxFact]
    public async Task Line_should_send_what_it_was_given_before_it_was_disposed()
    {
        using var peer = CreatePeer();
        var line = await peer.OpenAsync(new LineRecorder());
        var reading = peer.ReadAsync(256);

        line.Send(AllValues);
        await line.DisposeAsync();

        Assert.Equal(AllValues, await reading);
    }

    [LinuxFact]
    public async Task Line_should_tell_nothing_more_when_disposed_while_receiving()
    {
        using var peer = CreatePeer();
        var recorder = new LineRecorder();
        var line = await peer.OpenAsync(recorder);
        var writing = peer.WriteAsync(new byte[10_000]);
        await recorder.ReadAsync(1);

        await line.DisposeAsync().AsTask().WaitAsync(Patience.Long);
        recorder.End();
        line.Send(AllValues);
        peer.Dispose();

        // Whether the peer could still write all is its affair; that it has ended means that all of it could have been told.
        await Task.WhenAny(writing).WaitAsync(Patience.Long);
        Assert.Empty(recorder.Violations);
    }

    [LinuxFact]
    public async Task Line_should_be_disposable_by_its_receiver_and_twice()
    {
        using var peer = CreatePeer();
        var disposed = new TaskCompletionSource();
        IBusLine? line = null;
        var opened = new TaskCompletionSource();
        line = await peer.OpenAsync(new DisposingReceiver(async () =>
        {
            await opened.Task;
            await line!.DisposeAsync();
            await line.DisposeAsync();
            disposed.SetResult();
        }));
        opened.SetResult();

        await peer.WriteAsync(AllValues);

        await disposed.Task.WaitAsync(Patience.Long);
    }

    [LinuxFact]
    public async Task Port_should_leave_nothing_open_when_opened_and_closed_many_times()
    {
        using var peer = CreatePeer();
        await (await peer.OpenAsync(new LineRecorder())).DisposeAsync();
        var (handles, threads) = (ProcessFigures.Handles(), ProcessFigures.PortThreads());

        for (var i = 0; i < 100; i++)
        {
            await using var line = await peer.OpenAsync(new LineRecorder());
            line.Send(AllValues);
            await peer.ReadAsync(AllValues.Length);
        }

        ProcessFigures.AssertNoGrowth(handles, threads);
    }

    [LinuxFact]
    public async Task Port_should_not_open_when_cancelled_already()
    {
        using var peer = CreatePeer();
        var (handles, threads) = (ProcessFigures.Handles(), ProcessFigures.PortThreads());

        for (var i = 0; i < 20; i++)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => peer.Port.OpenAsync(new LineRecorder(), new CancellationToken(true)));
        }

        ProcessFigures.AssertNoGrowth(handles, threads);
    }

    private sealed class DisposingReceiver(Func<Task> dispose) : IBusReceiver
    {
        private int _called;

        public void Received(ReadOnlyMemory<byte> bytes)
        {
            if (Interlocked.Exchange(ref _called, 1) == 0)
                _ = dispose();
        }

        public void Gone(string reason)
        {
        }
    }
}
