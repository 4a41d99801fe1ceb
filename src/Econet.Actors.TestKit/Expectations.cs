using Econet.Actors.Messages;
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
    /// <param name="expected">A number, a string, a bool, an enum or a value; compared in the parameter's own type.</param>
    /// <inheritdoc cref="ExpectQuality"/>
    public static async Task<ParameterValue> ExpectValue(this House house, string key, object expected, TimeSpan? within = null)
    {
        ArgumentNullException.ThrowIfNull(house);
        ArgumentNullException.ThrowIfNull(expected);
        ParameterValue value;
        for (var end = End(house, within);
            (value = await house.Device.ReadAsync(key)) is not { Quality: Quality.Good, Value.IsNone: false } || !value.Value.Is(expected);
            await Step(house))
        {
            Check(house, end, $"{key} was expected to be {Expected.Text(expected)} and is {value.Value}, {value.Quality}");
        }

        return value;
    }

    /// <summary>A parameter comes to have no value: the device says that its sensor is missing.</summary>
    /// <inheritdoc cref="ExpectQuality"/>
    public static Task<ParameterValue> ExpectNone(this House house, string key, TimeSpan? within = null) =>
        house.ExpectQuality(key, Quality.Absent, within);

    /// <summary>The device comes to tell of this alarm, whether it has ended or not.</summary>
    /// <param name="within">Virtual time; 10 minutes by default, as the log is read every five.</param>
    public static async Task<Alarm> ExpectAlarm(this House house, int code, TimeSpan? within = null)
    {
        ArgumentNullException.ThrowIfNull(house);
        IReadOnlyList<Alarm> alarms;
        for (var end = End(house, within ?? TimeSpan.FromMinutes(10));; await house.Step(TimeSpan.FromSeconds(1)))
        {
            alarms = await AlarmsAsync(house);
            if (alarms.FirstOrDefault(alarm => alarm.Code == code) is { } raised)
            {
                return raised;
            }

            Check(house, end, $"Alarm {code} was expected; there are: {string.Join(", ", alarms.Select(alarm => alarm.Code))}");
        }
    }

    /// <summary>
    /// The device comes to tell an event of this kind. Each event meets one expectation: the next one looks behind it. Events are heard from the
    /// first expectation of one on, or from <see cref="House.HearEvents"/>.
    /// </summary>
    /// <param name="which">What it is to be like; null for any.</param>
    /// <inheritdoc cref="ExpectQuality"/>
    public static async Task<T> ExpectEvent<T>(this House house, Func<T, bool>? which = null, TimeSpan? within = null)
        where T : DeviceEvent
    {
        ArgumentNullException.ThrowIfNull(house);
        for (var end = End(house, within);; await Step(house))
        {
            if (house.TakeEvent(which) is { } happened)
            {
                return happened;
            }

            Check(house, end, $"A {typeof(T).Name} was expected, and did not come");
        }
    }

    /// <summary>A write ends without the device holding the value, for this reason.</summary>
    /// <param name="within">Virtual time; a minute by default.</param>
    public static async Task<WriteResult> ExpectRefusal(this House house, Task<WriteResult> write, EconetError error, TimeSpan? within = null)
    {
        ArgumentNullException.ThrowIfNull(house);
        var result = await house.Within(within ?? TimeSpan.FromMinutes(1), write);
        return result.Error == error
            ? result
            : throw new XunitException($"The write was expected to end as {error} and ended as {(result.Success ? "done" : $"{result.Error}: {result.Message}")}");
    }

    /// <summary>
    /// The device on the bus is written this value, whoever asked for it, and takes it. Each write meets one expectation: the next one
    /// looks behind it.
    /// </summary>
    /// <param name="expected">A number, a string, a bool, an enum or a value; compared in the parameter's own type.</param>
    /// <inheritdoc cref="ExpectQuality"/>
    public static async Task<ReceivedWrite> ExpectWrite(this House house, string key, object expected, TimeSpan? within = null)
    {
        ArgumentNullException.ThrowIfNull(house);
        ArgumentNullException.ThrowIfNull(expected);
        var index = house.Bus.IndexOf(key);
        for (var end = End(house, within);; await Step(house))
        {
            if (house.TakeWrite(write => write.Accepted && write.Index == index && write.Value.Is(expected)) is { } write)
            {
                return write;
            }

            Check(house, end, $"{key} was expected to be written {Expected.Text(expected)}; writes since: {Join(house.WritesNotExpectedYet)}");
        }
    }

    /// <summary>Nothing is written to the device on the bus for that long.</summary>
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

    private static async Task<IReadOnlyList<Alarm>> AlarmsAsync(House house)
    {
        try
        {
            return (await house.Device.AlarmsAsync()).Entries;
        }
        catch (EconetException)
        {
            // The device does not answer yet.
            return [];
        }
    }

    private static long End(House house, TimeSpan? within) => house.Time.GetTimestamp() + (within ?? Soon).Ticks;

    private static Task Step(House house) => house.Step(TimeSpan.FromMilliseconds(50));

    private static void Check(House house, long end, string message)
    {
        if (house.Time.GetTimestamp() >= end)
        {
            throw new XunitException(message + house.Time.Log.Tail());
        }
    }

    private static string Join(IReadOnlyList<ReceivedWrite> writes) => writes.Count == 0
        ? "none"
        : string.Join(", ", writes.Select(w => $"{w.Index} = {w.Value}{(w.Accepted ? "" : " (refused)")} at {w.At}"));
}
