using System.Diagnostics;
using System.Globalization;
using Econet.Actors.Messages;

namespace Econet.Bench.Soak;

/// <summary>A whole device on a bad bus for a long time, with everything that it says checked against what is so.</summary>
internal sealed class SoakRun(SoakOptions options)
{
    private static readonly TimeSpan Sample = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestLearning = TimeSpan.FromMinutes(10);

    /// <summary>Most that all but one in a hundred served measured values may be old.</summary>
    private static readonly TimeSpan MostAge = TimeSpan.FromSeconds(8);

    /// <summary>
    /// Most that the heap may grow by from the first minute to the end: what is kept of writes and of the last hour fills up meanwhile, but
    /// nothing grows with every frame.
    /// </summary>
    private const long MostHeapGrowth = 10_000_000;

    /// <summary>How long the device may take, once nothing is in the way any more, to have all values again.</summary>
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromMinutes(1);

    private Truth _truth = null!;
    private TimeSpan _faultsSince;

    /// <returns>Whether everything that was said was so, and fresh, and memory flat.</returns>
    public async Task<bool> RunAsync()
    {
        var watch = Stopwatch.StartNew();
        await using var house = await SoakHouse.StartAsync(options);
        _truth = new Truth(house.Bus);
        var values = new ValueChecks(house, _truth, options);
        var writes = new WriteChecks(house, _truth, values, options);

        var learned = await UntilAsync(house, LongestLearning, s => s.Alive && s.Parameters.All(p => p.ReadAt is not null));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"seed {options.Seed}: all {house.Bus.ParameterCount} values known after {learned?.TotalSeconds:F1} s"));
        if (learned is null)
            return false;

        var faults = options.FromStart ? null : house.Bus.Inject(options.Plan());
        var begin = house.Now;
        _faultsSince = options.FromStart ? TimeSpan.Zero : begin;
        await Run(house, values, writes, TimeSpan.FromMinutes(1));
        var before = Resources.Now();
        await Run(house, values, writes, begin + options.Duration - house.Now);
        await EndWrites(house, values, writes);
        var after = Resources.Now();
        await Report(house, values, writes, before, after, watch.Elapsed);
        var isGood = writes.AreTrue && values.AreTrue && IsFresh(values) && IsFlat(before, after);
        if (faults is null)
            return isGood;

        faults.Dispose();
        var recovered = await UntilAsync(
            house, LongestRecovery, s => s.Alive && s.Parameters.All(p => p.Quality is Quality.Good or Quality.Absent));
        Console.WriteLine(recovered is { } took
            ? FormattableString.Invariant($"without faults   all good again after {took.TotalSeconds:F1} s")
            : $"without faults   not all good again after {LongestRecovery}");
        return isGood && recovered is not null;
    }

    private bool IsFresh(ValueChecks values)
    {
        // Where the cable is out for half a minute, or a lost token is waited for, values can be no younger.
        var isFresh = options.RandomFaults || options.TokenSilence is null || values.MeasuredAge.Percentile(0.99) <= MostAge;
        if (!isFresh)
            Console.WriteLine($"too old          p99 of the age of measured values is more than {MostAge.TotalSeconds:F0} s");
        return isFresh;
    }

    private static bool IsFlat(Resources before, Resources after)
    {
        var isFlat = after.HeapBytes - before.HeapBytes <= MostHeapGrowth;
        if (!isFlat)
            Console.WriteLine($"too large        the heap has grown by more than {MostHeapGrowth / 1e6:F0} MB");
        return isFlat;
    }

    private async Task Run(SoakHouse house, ValueChecks values, WriteChecks writes, TimeSpan span)
    {
        for (var end = house.Now + span; house.Now < end;)
        {
            await Pass(house, Sample);
            var snapshot = await house.Device.SnapshotAsync();
            values.Check(snapshot);
            await writes.Step(snapshot);
        }
    }

    private async Task EndWrites(SoakHouse house, ValueChecks values, WriteChecks writes)
    {
        var nothing = new DeviceSnapshot("", 0, default, false, null, []);
        while (writes.Open > 0)
        {
            await Pass(house, Sample);
            values.Check(await house.Device.SnapshotAsync());
            await writes.Step(nothing);
        }
    }

    private async Task<TimeSpan?> UntilAsync(SoakHouse house, TimeSpan most, Func<DeviceSnapshot, bool> condition)
    {
        for (var start = house.Now; house.Now - start < most;)
        {
            if (condition(await house.Device.SnapshotAsync()))
                return house.Now - start;

            await Pass(house, Sample);
        }

        return null;
    }

    private async Task Pass(SoakHouse house, TimeSpan span)
    {
        for (var end = house.Now + span; house.Now < end;)
        {
            await house.Advance(Truth.Interval);
            _truth.Look(house.Now);
        }
    }

    private async Task Report(SoakHouse house, ValueChecks values, WriteChecks writes, Resources before, Resources after, TimeSpan took)
    {
        static void Line(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));

        var status = await house.Device.StatusAsync();
        var manners = house.Bus.Etiquette;
        Line($"{options.Duration.TotalMinutes:F0} min {(options.Real ? "of real time" : "of virtual time")} in {took.TotalSeconds:F0} s, bit error rate {options.BitErrorRate}, {options.LostAnswers:P0} lost answers{(options.RandomFaults ? ", random faults" : "")}");
        Line($"samples          {values.Samples:N0}, {(double)values.Good / values.Samples:P2} good; alive in {(double)values.Alive / values.Snapshots:P2} of the seconds");
        Line($"measured         {values.MeasuredAge.Count:N0}, {(double)values.MeasuredGood / values.MeasuredAge.Count:P2} good");
        Line($"age, measured    {values.MeasuredAge}");
        Line($"confirmed before {values.MeasuredRead}");
        Line($"wrong values     {values.Wrong.Count}");
        Line($"writes           {writes.Requested}: {string.Join(", ", writes.Outcomes.Select(o => $"{o.Value} {o.Key}"))}");
        Line($"lost writes      {writes.Lost.Count}");
        Line($"false writes     {writes.False.Count}");
        Line($"reconnects       {status.Sections["traffic"]["lines_lost"]}");
        Line($"tokens           {manners.TokensGranted} granted, {manners.TokensReturned} returned, {manners.TokensTakenBack} taken back, longest held {manners.LongestTokenHold.TotalSeconds:F1} s");
        Line($"etiquette        {manners.FramesSent} frames, {manners.WithoutToken} without token, {manners.TooEarly} too early, {manners.Collisions} collisions");
        Line($"traffic          {string.Join(", ", status.Sections["traffic"].Select(t => $"{t.Key} {t.Value}"))}");
        Line($"at the start     {before}");
        Line($"at the end       {after}");
        foreach (var fault in values.Wrong.Select(w => "wrong value: " + w)
            .Concat(manners.Breaches.Select(b => $"without token: at {b.At.TotalSeconds:F1} s {b.Frame} during {During(b.At)}"))
            .Concat(writes.Lost.Select(w => "lost write: " + w)).Concat(writes.False.Select(w => "false write: " + w)).Take(40))
        {
            Console.WriteLine(fault);
        }
    }

    /// <summary>What went wrong by itself then.</summary>
    private string During(TimeSpan at) => string.Join(", ", options.Plan().Faults
        .Where(fault => _faultsSince + fault.From <= at && at <= _faultsSince + fault.From + (fault.For ?? TimeSpan.MaxValue / 2))
        .Select(fault => fault.GetType().Name));
}
