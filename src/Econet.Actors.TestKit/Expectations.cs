using Econet.Actors.Parameters;
using Econet.Simulation.Gm3;
using Xunit.Sdk;

namespace Econet.Actors.TestKit;

/// <summary>What a test expects of a house: each moves the time on until it is so, and fails when it is not within the time given.</summary>
public static class Expectations
{
    /// <summary>What has to happen within the time of a few cycles of the panel.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    /// <summary>A parameter comes to be of this quality.</summary>
    /// <param name="key">Its name, <c>name@index</c> or index.</param>
    /// <param name="within">Virtual time; 15 s by default.</param>
    /// <returns>The parameter as it is then.</returns>
    public static async Task<ParameterValue> ExpectQuality(this House house, string key, Quality quality, TimeSpan? within = null)
    {
        ArgumentNullException.ThrowIfNull(house);
        ParameterValue value;
        for (var end = End(house, within); (value = await house.Device.ReadAsync(key)).Quality != quality; await Step(house))
        {
            Check(house, end, $"{key} was expected to be {quality} and is {value.Quality}: {value.Value}, read at {value.ReadAt:u}");
        }

        return value;
    }

    /// <summary>A parameter comes to be served with this value, in good quality.</summary>
    /// <inheritdoc cref="ExpectQuality"/>
    public static async Task<ParameterValue> ExpectValue(this House house, string key, double expected, TimeSpan? within = null)
    {
        ArgumentNullException.ThrowIfNull(house);
        ParameterValue value;
        for (var end = End(house, within);
            (value = await house.Device.ReadAsync(key)) is not { Quality: Quality.Good, Value.IsNone: false } || value.Value.ToDouble() != expected;
            await Step(house))
        {
            Check(house, end, $"{key} was expected to be {expected} and is {value.Value}, {value.Quality}");
        }

        return value;
    }

    /// <summary>
    /// The device on the bus is written this value, whoever asked for it, and takes it. Each write meets one expectation: the next one
    /// looks behind it.
    /// </summary>
    /// <inheritdoc cref="ExpectQuality"/>
    public static async Task<ReceivedWrite> ExpectWrite(this House house, string key, double expected, TimeSpan? within = null)
    {
        ArgumentNullException.ThrowIfNull(house);
        var index = house.Bus.IndexOf(key);
        for (var end = End(house, within);; await Step(house))
        {
            if (house.TakeWrite(write => write.Accepted && write.Index == index && write.Value.ToDouble() == expected) is { } write)
            {
                return write;
            }

            Check(house, end, $"{key} was expected to be written {expected}; writes since: {Join(house.WritesNotExpectedYet)}");
        }
    }

    /// <summary>Nothing is written to the device on the bus for so long.</summary>
    public static void ExpectNoWrite(this House house, TimeSpan during)
    {
        ArgumentNullException.ThrowIfNull(house);
        house.Time.Advance(during);
        if (house.WritesNotExpectedYet is { Count: > 0 } writes)
        {
            throw new XunitException($"No write was expected; there were: {Join(writes)}");
        }
    }

    /// <summary>
    /// Everybody who was attached to the bus has kept its rules: spoke only with the token, not too early and not while others spoke, and
    /// gave every token back that the panel did not take back.
    /// </summary>
    /// <param name="mostTakenBack">
    /// Tokens that the panel may have had to take back: those whose grant or return was lost on a bad bus, where the simulated panel takes tokens
    /// back at all.
    /// </param>
    public static void ExpectEtiquette(this House house, int mostTakenBack = 0)
    {
        ArgumentNullException.ThrowIfNull(house);
        house.UntilTokenReturned();
        var seen = house.Bus.Etiquette;
        if (seen is not { WithoutToken: 0, TooEarly: 0, Collisions: 0 } || seen.TokensTakenBack > mostTakenBack)
        {
            throw new XunitException(
                $"Of {seen.FramesSent} frames {seen.WithoutToken} were sent without the token and {seen.TooEarly} too early; "
                + $"{seen.Collisions} collided, {seen.TokensTakenBack} tokens were taken back");
        }
    }

    private static long End(House house, TimeSpan? within) => house.Time.GetTimestamp() + (within ?? Soon).Ticks;

    private static Task Step(House house) => house.Step(TimeSpan.FromMilliseconds(50));

    private static void Check(House house, long end, string message)
    {
        if (house.Time.GetTimestamp() >= end)
        {
            throw new XunitException(message);
        }
    }

    private static string Join(IReadOnlyList<ReceivedWrite> writes) => writes.Count == 0
        ? "none"
        : string.Join(", ", writes.Select(w => $"{w.Index} = {w.Value}{(w.Accepted ? "" : " (refused)")} at {w.At}"));
}
