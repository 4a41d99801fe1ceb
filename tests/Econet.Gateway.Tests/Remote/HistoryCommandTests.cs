using Econet.Gateway.Commands;

namespace Econet.Gateway.Tests.Remote;

public sealed class HistoryCommandTests
{
    [Fact]
    public async Task File_should_come_in_and_what_came_be_told()
    {
        await using var run = await RemoteRun.StartAsync(recordsHistory: true);
        run.Directory.Write("old.csv", "time,sensor.outlet\n2026-01-20 10:00:00,41\n2026-01-20 12:00:00,\n");

        Assert.Equal(Cli.Ok, await run.RunAsync("history", "import", "old.csv", "--map", "sensor.outlet=TempOutlet", "--zone", "Europe/Warsaw", "--dry-run", "--hold", "2h"));
        Assert.Matches("heatpump +TempOutlet +2 +2026-01-20T09:00Z +2026-01-20T11:00Z +2 h +0 h", run.Out);
        Assert.Contains("3 lines, 1 parameters: 2 hours would come in", run.Out, StringComparison.Ordinal);
        Assert.Equal(Cli.Ok, await run.RunAsync("history", "import", "old.csv", "--map", "sensor.outlet=TempOutlet", "--zone", "Europe/Warsaw", "--json"));
        Assert.Contains("\"dry_run\":false", run.Out, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task What_was_not_understood_should_be_told_and_end_with_1()
    {
        await using var run = await RemoteRun.StartAsync(recordsHistory: true);
        run.Directory.Write("old.csv", "time,TempOutlet,sensor.cellar\n2026-01-20T10:00Z,41,1\nyesterday,41,1\n2026-01-20T11:00Z,41,1\n" + string.Concat(Enumerable.Repeat("x\n", 25)));

        Assert.Equal(Cli.Failed, await run.RunAsync("history", "import", "old.csv", "--device", "heatpump"));

        Assert.Matches("heatpump +TempOutlet +2 +2026-01-20T10:00Z +2026-01-20T11:00Z +1 h +0 h", run.Out);
        Assert.Contains("29 lines, 1 parameters: 1 hours came in", run.Out, StringComparison.Ordinal);
        Assert.Contains("sensor.cellar: nothing is recorded under this name; --map says which parameter it is", run.Error, StringComparison.Ordinal);
        Assert.Contains("line 3: 'yesterday' is no time", run.Error, StringComparison.Ordinal);
        Assert.Contains("and 6 more that can't be read", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Large_file_should_tell_how_far_it_is()
    {
        using var told = new StringWriter();
        await using var file = new ToldStream(new MemoryStream(new byte[6_000_000]), told);

        await file.CopyToAsync(Stream.Null);

        Assert.Equal(10, told.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith("10 % read", told.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("history import missing.csv", "missing.csv can't be read")]
    [InlineData("history import old.csv --map x", "'x' is not allowed for 'map'")]
    public async Task Nonsense_should_be_refused_in_a_line(string arguments, string expected)
    {
        await using var run = await RemoteRun.StartAsync(recordsHistory: true);
        run.Directory.Write("old.csv", "time,TempOutlet\n");

        Assert.NotEqual(Cli.Ok, await run.RunAsync(arguments.Split(' ')));

        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
