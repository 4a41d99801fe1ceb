using System.Globalization;
using Xunit.Abstractions;

namespace Econet.Actors.Tests.Gm3;

/// <summary>
/// Random reads, writes, faults and restarts against a model of what the device held: no value is served as good that it did not hold
/// within its class's age, no write is reported verified that it does not hold, no accepted write is lost.
/// </summary>
public class TrustModelTests(ITestOutputHelper output)
{
    /// <summary>The environment variable that tells how many further courses to run, for a longer look.</summary>
    private const string MoreRuns = "ECONET_MODEL_RUNS";

    /// <summary>The environment variable that tells the seeds to run instead of all others, to repeat what failed: <c>7,1009</c>.</summary>
    private const string OnlySeeds = "ECONET_MODEL_SEEDS";

    public static TheoryData<int> Seeds => [.. Environment.GetEnvironmentVariable(OnlySeeds) is { Length: > 0 } seeds
        ? seeds.Split(',').Select(Number)
        : [1, 2, 3, 4, 5, .. Enumerable.Range(1_000, Number(Environment.GetEnvironmentVariable(MoreRuns) ?? "0"))]];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Values_and_writes_should_be_true_whatever_happens(int seed)
    {
        await using var run = new TrustRun(seed);
        try
        {
            await run.RunAsync(TimeSpan.FromMinutes(4));
        }
        catch
        {
            output.WriteLine($"To repeat: {OnlySeeds}={seed}\n{string.Join('\n', run.Course)}");
            throw;
        }
        finally
        {
            output.WriteLine(run.Summary);
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
