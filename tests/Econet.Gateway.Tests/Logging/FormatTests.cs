using System.Globalization;
using System.Text.Json;
using Econet.Gateway.Logging;
using Serilog.Events;
using Serilog.Formatting;

namespace Econet.Gateway.Tests.Logging;

public sealed class FormatTests
{
    [Theory]
    [InlineData("/a\n2026-11-27 10:00:00.000 INFO forged", @"/a\u000a2026-11-27 10:00:00.000 INFO forged")]
    [InlineData("/\u001b[2Jgone", @"/\u001b[2Jgone")]
    [InlineData("/\u009b2J", @"/\u009b2J")]
    [InlineData("/\u2028x\u202eabc", @"/\u2028x\u202eabc")]
    [InlineData("/Küche €", "/Küche €")]
    public void Text_from_outside_should_neither_forge_a_line_nor_command_a_terminal(string path, string told)
    {
        var line = Write(new TextFormat(), Events.Of(LogEventLevel.Information, "GET {Path}", path).Through(new HarmlessText()));

        Assert.EndsWith($" INFO GET {told}{Environment.NewLine}", line, StringComparison.Ordinal);
        Assert.Single(line.TrimEnd().Split('\n'));
    }

    [Fact]
    public void Text_from_outside_should_be_cut_when_it_is_long()
    {
        var line = Write(new TextFormat(), Events.Of(LogEventLevel.Information, "GET {Path}", new string('x', 7000)).Through(new HarmlessText()));

        Assert.EndsWith("x… (5000 more characters)", line.TrimEnd(), StringComparison.Ordinal);
        Assert.InRange(line.Length, HarmlessText.Longest, HarmlessText.Longest + 100);
    }

    [Fact]
    public void Lines_of_an_exception_should_not_look_like_other_lines()
    {
        var exception = new IOException("gone\n2026-11-27 10:00:00.000 INFO forged\u001b[2J");

        var lines = Write(new TextFormat(), Events.Of(LogEventLevel.Error, exception, "It broke")).TrimEnd().Split(Environment.NewLine);

        Assert.EndsWith(" EROR It broke", lines[0], StringComparison.Ordinal);
        Assert.Equal(["  System.IO.IOException: gone", @"  2026-11-27 10:00:00.000 INFO forged\u001b[2J"], lines[1..]);
    }

    [Theory]
    [InlineData(LogEventLevel.Debug)]
    [InlineData(LogEventLevel.Information)]
    [InlineData(LogEventLevel.Error)]
    public void Json_should_tell_the_level_and_the_message_as_people_read_it(LogEventLevel level)
    {
        var written = Write(new JsonFormat(), Events.Of(level, new IOException("a\nb"), "{Device} has {Count} parameters", "heatpump", 3).With(ActorInLog.Prefix, "x: "));

        Assert.Single(written.TrimEnd().Split('\n'));
        var line = JsonDocument.Parse(written).RootElement;
        Assert.Equal(level.ToString(), line.GetProperty("@l").GetString());
        Assert.Equal("x: heatpump has 3 parameters", line.GetProperty("@m").GetString());
        Assert.Equal(3, line.GetProperty("Count").GetInt32());
        Assert.Contains("a\nb", line.GetProperty("@x").GetString(), StringComparison.Ordinal);
        Assert.False(line.TryGetProperty(ActorInLog.Prefix, out _));
        Assert.Equal(TimeSpan.Zero, line.GetProperty("@t").GetDateTimeOffset().Offset);
    }

    private static string Write(ITextFormatter format, LogEvent logEvent)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        format.Format(logEvent, output);
        return output.ToString();
    }
}
