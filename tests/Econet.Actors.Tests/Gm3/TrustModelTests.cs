using System.Globalization;
using Xunit.Abstractions;

namespace Econet.Actors.Tests.Gm3;

/// <summary>
/// Random reads, writes, faults and restarts against a model of what the device held: no value is served as good that it did not hold
/// within its class's age, no write is reported verified that it does not hold, no accepted write is lost.
/// </summary>
public class TrustModelTests(ITestOutputHelper output)
{
    /// <summary>How many further courses to run, for a longer look.</summary>
    private const string MoreRuns = "ECONET_MODEL_RUNS";

    public static TheoryData<int> Seeds =>
        [.. Enumerable.Range(1, 5).Concat(Enumerable.Range(1_000, int.Parse(Environment.GetEnvironmentVariable(MoreRuns) ?? "0", CultureInfo.InvariantCulture)))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Values_and_writes_should_be_true_whatever_happens(int seed)
    {
        await using var run = new TrustRun(seed);
        try
        {
            await run.RunAsync(TimeSpan.FromMinutes(5));
        }
        catch
        {
            output.WriteLine($"Seed {seed}, at last:\n{string.Join('\n', run.Course.TakeLast(60))}");
            throw;
        }
        finally
        {
            output.WriteLine(run.Summary);
        }

        Assert.NotEmpty(run.Checks.Jobs);
    }
}
