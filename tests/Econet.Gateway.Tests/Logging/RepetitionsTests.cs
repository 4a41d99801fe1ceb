using Econet.Gateway.Logging;
using Econet.Gateway.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Serilog.Events;

namespace Econet.Gateway.Tests.Logging;

public sealed class RepetitionsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly LogSink _sink = new();
    private readonly Repetitions _repetitions;

    public RepetitionsTests() => _repetitions = new Repetitions(_sink, _time);

    private IEnumerable<string> Lines => _sink.Events.Select(TextFormat.Message);

    public void Dispose() => _repetitions.Dispose();

    [Fact]
    public void Lines_that_say_the_same_should_be_summed_up()
    {
        Emit(1000, _ => Events.Of(LogEventLevel.Warning, "{Device} does not answer", "house").With(ActorInLog.Device, "house"));
        Assert.Equal(Repetitions.MostOfOneText, _sink.Events.Count);

        _time.Advance(Repetitions.Window);

        Assert.Equal("997 more lines like this one in 10 s: house does not answer", Lines.Last());
        var summary = _sink.Events.Last();
        Assert.Equal((LogEventLevel.Warning, "\"house\""), (summary.Level, summary.Properties[ActorInLog.Device].ToString()));
    }

    [Fact]
    public void Requests_should_be_summed_up_by_whose_fault_it_was_whatever_their_paths_are()
    {
        Emit(500, i => Events.Of(LogEventLevel.Information, "GET {Path} responded {StatusCode}", $"/{i}", 400 + (i % 30)));
        Emit(500, i => Events.Of(LogEventLevel.Information, "GET {Path} responded {StatusCode}", $"/{i}", 404));
        Emit(2, i => Events.Of(LogEventLevel.Information, "GET {Path} responded {StatusCode}", $"/{i}", 504));

        _time.Advance(Repetitions.Window);

        Assert.Equal(Repetitions.MostOfRequests + 2 + 1, _sink.Events.Count);
        Assert.Equal("995 more lines like this one in 10 s: GET /499 responded 404", Lines.Last());
    }

    [Theory]
    [InlineData(Repetitions.MostThatGoOn + 1)]
    [InlineData(3 * Repetitions.MostOfOneKind)]
    public void Flood_that_goes_on_should_give_one_line_a_window_until_it_is_over(int lines)
    {
        Flood();
        _time.Advance(Repetitions.Window);
        _sink.Events.Clear();

        Flood();
        _time.Advance(Repetitions.Window);
        Emit(2, i => Events.Of(LogEventLevel.Information, "{Key} is {Value}", "HDWTSetPoint", i));
        _time.Advance(Repetitions.Window);
        Assert.Equal([$"{lines} more lines like this one in 10 s: HDWTSetPoint is {lines - 1}", "2 more lines like this one in 10 s: HDWTSetPoint is 1"], Lines);

        Emit(2, i => Events.Of(LogEventLevel.Information, "{Key} is {Value}", "HDWTSetPoint", i));
        Assert.Equal(["HDWTSetPoint is 0", "HDWTSetPoint is 1"], Lines.Skip(2));

        void Flood() => Emit(lines, i => Events.Of(LogEventLevel.Information, "{Key} is {Value}", "HDWTSetPoint", i));
    }

    [Fact]
    public void Lines_that_say_different_things_should_pass()
    {
        Emit(Repetitions.MostOfOneKind, i => Events.Of(LogEventLevel.Information, "{Key} is {Value}", "HDWTSetPoint", i));
        Emit(1, _ => Events.Of(LogEventLevel.Information, "The panel grants tokens"));

        _time.Advance(Repetitions.Window);

        Assert.Equal(Repetitions.MostOfOneKind + 1, _sink.Events.Count);
    }

    [Fact]
    public void Lines_below_info_should_all_pass()
    {
        Emit(1000, _ => Events.Of(LogEventLevel.Debug, "the same"));

        Assert.Equal(1000, _sink.Events.Count);
    }

    [Fact]
    public void Next_window_should_begin_anew()
    {
        Emit(4, _ => Events.Of(LogEventLevel.Warning, "the same"));
        _time.Advance(Repetitions.Window);
        _sink.Events.Clear();

        Emit(3, _ => Events.Of(LogEventLevel.Warning, "the same"));
        _time.Advance(Repetitions.Window);

        Assert.Equal(["the same", "the same", "the same"], Lines);
    }

    [Fact]
    public void What_was_held_back_should_be_told_at_the_end()
    {
        Emit(5, _ => Events.Of(LogEventLevel.Warning, "the same"));

        _repetitions.Dispose();

        Assert.Equal("2 more lines like this one in 10 s: the same", Lines.Last());
    }

    private void Emit(int times, Func<int, LogEvent> make)
    {
        for (var i = 0; i < times; i++)
        {
            _repetitions.Emit(make(i));
        }
    }
}
