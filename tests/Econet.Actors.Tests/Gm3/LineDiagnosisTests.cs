using System.Text;
using Econet.Actors.Gm3;
using Econet.Actors.Gm3.Line;
using Econet.Actors.Messages;
using Econet.Actors.Ports;
using Econet.Actors.TestKit;

namespace Econet.Actors.Tests.Gm3;

public sealed class LineDiagnosisTests : IDisposable
{
    private readonly VirtualTime _time = new();
    private readonly LineEvidence _evidence;
    private readonly LineDiagnosis _diagnosis;

    public LineDiagnosisTests() => (_evidence, _diagnosis) = (new LineEvidence(_time), New("/dev/ttyUSB0"));

    public void Dispose() => _time.Dispose();

    [Fact]
    public void Port_should_be_missing_when_it_can_t_be_opened_for_two_seconds()
    {
        _diagnosis.Failed("/dev/ttyUSB0 does not exist");
        Assert.Null(Find());
        _time.Advance(TimeSpan.FromSeconds(1));
        _diagnosis.Failed("/dev/ttyUSB0 does not exist");
        Assert.Null(Find());
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((ProblemCode.PortMissing, "/dev/ttyUSB0 does not exist"), Find());
        _diagnosis.Opened();
        Assert.Null(Find(lasts: true));
    }

    [Fact]
    public void Port_should_not_be_missing_when_it_is_back_at_once()
    {
        _diagnosis.Opened();
        _diagnosis.Lost("it was pulled", LineSample.Nothing);
        _diagnosis.Failed("It does not exist");
        _time.Advance(TimeSpan.FromSeconds(1));
        _diagnosis.Opened();
        _evidence.FrameFound();

        Assert.Null(Find());
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(Find(lasts: true));
    }

    [Fact]
    public void Port_should_be_missing_when_it_is_closed_again_and_again()
    {
        for (var i = 0; i < 4; i++)
        {
            _diagnosis.Opened();
            _time.Advance(TimeSpan.FromSeconds(1));
            _diagnosis.Lost("the peer closed it", LineSample.Nothing);
        }

        Assert.Equal((ProblemCode.PortMissing, "/dev/ttyUSB0 is closed right after it was opened: the peer closed it"), Find());
    }

    [Theory]
    [InlineData("Port already in use\r\n", "Port already in use")]
    [InlineData("\u00ff\u00fb\u0001\u00ff\u00fd\u0003All ports\r\n\tare busy\r\n\0", "All ports are busy")]
    public void Adapter_should_be_quoted_when_it_says_something_and_closes(string said, string quoted)
    {
        _diagnosis.Opened();
        _evidence.Received(Encoding.Latin1.GetBytes(said));
        _diagnosis.Lost("the peer closed it", _evidence.Take());
        _evidence.Clear();

        var (code, message) = Find()!.Value;
        Assert.Equal(ProblemCode.AdapterSays, code);
        Assert.Contains($"\"{quoted}\"", message, StringComparison.Ordinal);
        _diagnosis.Failed("connection refused");
        Assert.NotEqual(ProblemCode.AdapterSays, Find()?.Code);
    }

    [Theory]
    [InlineData("hi")]
    [InlineData("\u0068\u0008\u0000\u0001")]
    [InlineData("")]
    [InlineData("\u00ff\u00fb")]
    public void Adapter_should_not_be_quoted_when_its_bytes_are_no_text(string said)
    {
        _diagnosis.Opened();
        _evidence.Received(Encoding.Latin1.GetBytes(said));
        _diagnosis.Lost("the peer closed it", _evidence.Take());

        Assert.Null(Find());
    }

    [Fact]
    public void Text_of_an_adapter_should_be_cut_to_a_length_that_can_be_shown() =>
        Assert.Equal(new string('x', 120) + "…", AdapterText.Of(Encoding.ASCII.GetBytes(new string('x', 4000))));

    [Fact]
    public void Line_should_be_silent_after_20_s_whether_or_not_it_is_opened_anew_meanwhile()
    {
        _diagnosis.Opened();
        _time.Advance(TimeSpan.FromSeconds(15));
        _diagnosis.ClosedForSilence();
        _diagnosis.Opened();
        Assert.Null(Find(lasts: true));
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(ProblemCode.LineSilent, Find(lasts: true)?.Code);
        _evidence.Received([1]);
        Assert.Null(Find(lasts: true));
    }

    [Fact]
    public void Line_should_be_silent_only_after_the_pause_between_two_rounds_of_ours_when_nobody_else_speaks()
    {
        var diagnosis = new LineDiagnosis("p", new Gm3Options { TokenRequired = false, PollInterval = TimeSpan.FromMinutes(1) }, _time);
        diagnosis.Opened();
        _time.Advance(TimeSpan.FromSeconds(79));
        Assert.Empty(diagnosis.Findings(_evidence.Take(), lasts: true));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(diagnosis.Findings(_evidence.Take(), lasts: true));
    }

    [Fact]
    public void Message_should_stay_while_more_bytes_come_and_say_where_the_speed_of_a_network_adapter_is_set()
    {
        var diagnosis = New("tcp://10.0.0.5:4001");
        diagnosis.Opened();
        string? first = null;
        for (var second = 0; second < 60; second++)
        {
            _evidence.Received([.. Enumerable.Repeat((byte)0xE0, 50)]);
            _time.Advance(TimeSpan.FromSeconds(1));
            var found = diagnosis.Findings(_evidence.Take(), lasts: true);
            first ??= found.Select(f => f.Message).FirstOrDefault();
            Assert.Equal(second < 14 ? [] : [first!], found.Select(f => f.Message));
        }

        Assert.Equal(
            "No GM3 frames in 750 bytes, which look like those of a bus slower than 115200 baud: "
            + "set the serial side of the adapter to 38400 baud; if that does not help, swap wires A and B",
            first);
    }

    [Fact]
    public void Few_bytes_should_not_count_as_traffic()
    {
        _diagnosis.Opened();
        for (var second = 0; second < 60; second++)
        {
            _evidence.Received([0, 0, 0]);
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Null(Find(lasts: true));
        }
    }

    private LineDiagnosis New(string port) => new(port, new Gm3Options(), _time);

    private (string Code, string Message)? Find(bool lasts = false) =>
        _diagnosis.Findings(_evidence.Take(), lasts) is [var found] ? (found.Code, found.Message) : null;
}
