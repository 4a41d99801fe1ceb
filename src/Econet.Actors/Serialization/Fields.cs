using Econet.Actors.Messages;
using Econet.Values;

namespace Econet.Actors.Serialization;

/// <summary>What several messages hold.</summary>
internal static class Fields
{
    private const byte Durable = 1;
    private const byte Correlated = 2;
    private const byte Failed = 4;

    public static void Snapshot(WireOutput output, DeviceSnapshot snapshot)
    {
        output.Text(snapshot.Device);
        output.Int(snapshot.Version);
        output.Time(snapshot.Timestamp);
        output.Bool(snapshot.Alive);
        output.Maybe(snapshot.LastUpdate, output.Time);
        output.List(snapshot.Parameters, parameter => Parameter(output, parameter));
        output.List(snapshot.Problems, problem => Problem(output, problem));
    }

    public static DeviceSnapshot Snapshot(WireInput input) => new(
        input.Text(),
        input.Int(),
        input.Time(),
        input.Bool(),
        input.MaybeValue(input.Time),
        input.List(() => Parameter(input)))
    {
        Problems = input.List(() => Problem(input)),
    };

    public static void Parameter(WireOutput output, ParameterValue parameter)
    {
        Definition(output, parameter.Definition);
        output.Text(parameter.Key);
        output.Value(parameter.Value);
        output.Int((int)parameter.Quality);
        output.Maybe(parameter.Min, output.Double);
        output.Maybe(parameter.Max, output.Double);
        output.Maybe(parameter.ReadAt, output.Time);
        output.Maybe(parameter.ChangedAt, output.Time);
    }

    public static ParameterValue Parameter(WireInput input) => new(
        Definition(input),
        input.Text(),
        input.Value(),
        (Quality)input.Int(),
        input.MaybeValue(input.Double),
        input.MaybeValue(input.Double),
        input.MaybeValue(input.Time),
        input.MaybeValue(input.Time));

    public static void Job(WireOutput output, WriteJob job)
    {
        output.Int(job.Id);
        output.Text(job.Key);
        output.Int(job.Index);
        output.Value(job.Value);
        output.Value(job.OldValue);
        output.Text(job.Origin);
        output.Time(job.CreatedAt);
        output.Int((int)job.Status);
        output.Maybe(job.SentAt, output.Time);
        output.Maybe(job.EndedAt, output.Time);
        output.Maybe(job.Message, output.Text);
        // The flags are in the place of what was IsDurable alone: what has none of the others has the bytes from before.
        output.Byte((byte)((job.IsDurable ? Durable : 0) | (job.CorrelationId is null ? 0 : Correlated) | (job.Error is null ? 0 : Failed)));
        if (job.CorrelationId is { } correlation)
        {
            output.Text(correlation);
        }

        if (job.Error is { } error)
        {
            output.Int((int)error);
            output.Maybe(job.RetryAt, output.Time);
        }
    }

    public static WriteJob Job(WireInput input)
    {
        var job = new WriteJob(
            input.Int(),
            input.Text(),
            input.Int32(),
            input.Value(),
            input.Value(),
            input.Text(),
            input.Time(),
            (WriteStatus)input.Int(),
            input.MaybeValue(input.Time),
            input.MaybeValue(input.Time),
            input.Maybe(input.Text));
        var flags = input.Byte();
        job = job with { IsDurable = (flags & Durable) != 0, CorrelationId = (flags & Correlated) == 0 ? null : input.Text() };
        return (flags & Failed) == 0 ? job : job with { Error = (EconetError)input.Int(), RetryAt = input.MaybeValue(input.Time) };
    }

    public static void Problem(WireOutput output, Problem problem)
    {
        output.Text(problem.Code);
        output.Text(problem.Message);
        output.Time(problem.Since);
    }

    public static Problem Problem(WireInput input) => new(input.Text(), input.Text(), input.Time());

    public static void Alarm(WireOutput output, Alarm alarm)
    {
        output.Int(alarm.Index);
        output.Int(alarm.Code);
        output.Maybe(alarm.Name, output.Text);
        output.Maybe(alarm.From, from => output.Int(from.Ticks));
        output.Maybe(alarm.To, to => output.Int(to.Ticks));
        output.Bool(alarm.EndUnknown);
        output.Maybe(alarm.Raw, output.Text);
    }

    public static Alarm Alarm(WireInput input) => new(
        input.Int32(),
        input.Int32(),
        input.Maybe(input.Text),
        input.MaybeValue(() => new DateTime(input.Int())),
        input.MaybeValue(() => new DateTime(input.Int())),
        input.Bool(),
        input.Maybe(input.Text));

    private static void Definition(WireOutput output, ParameterDefinition definition)
    {
        output.Int(definition.Index);
        output.Text(definition.Name);
        output.Text(definition.Unit.Symbol);
        output.Byte((byte)definition.Type);
        output.Bool(definition.Writable);
        output.Bool(definition.NonVolatile);
        Limit(output, definition.Min);
        Limit(output, definition.Max);
        output.Int(definition.Space);
    }

    private static ParameterDefinition Definition(WireInput input) => new(
        input.Int32(),
        input.Text(),
        Unit.Of(input.Text()),
        (ParameterType)input.Byte(),
        input.Bool(),
        input.Bool(),
        Limit(input),
        Limit(input),
        input.Int32());

    private static void Limit(WireOutput output, Limit? limit)
    {
        switch (limit)
        {
            case Limit.Fixed @fixed:
                output.Byte(1);
                output.Double(@fixed.Number);
                break;
            case Limit.HeldBy held:
                output.Byte(2);
                output.Int(held.Index);
                break;
            default:
                output.Byte(0);
                break;
        }
    }

    private static Limit? Limit(WireInput input) => input.Byte() switch
    {
        1 => new Limit.Fixed(input.Double()),
        2 => new Limit.HeldBy(input.Int32()),
        _ => null,
    };
}
