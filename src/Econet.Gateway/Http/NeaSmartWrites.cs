using System.Globalization;
using Econet.Actors.Messages;
using Econet.Modbus.NeaSmart;

namespace Econet.Gateway.Http;

/// <summary>Writes under way.</summary>
/// <param name="Durable">False when a restart would forget one of them; null otherwise.</param>
internal sealed record AcceptedWrites(IReadOnlyList<long> Ids, bool? Durable);

/// <summary>Writes of settings that the base will fetch; all is checked before anything is written.</summary>
internal static class NeaSmartWrites
{
    /// <summary>The number that a number or a name stands for.</summary>
    /// <exception cref="BadRequestException">It is none that may be written; 0 would ask the base for its own value.</exception>
    public static ushort Number(string field, object given, Enumeration names)
    {
        var number = given switch
        {
            string name => names.TryGetNumber(name, out var named) ? named : -1,
            long whole => whole,
            // 2.0 is a whole number too.
            decimal exact when decimal.IsInteger(exact) && Math.Abs(exact) <= ushort.MaxValue => (long)exact,
            _ => -1,
        };
        return number >= names.MinWrite && number <= names.MaxWrite
            ? (ushort)number
            : throw new BadRequestException(
                $"'{Convert.ToString(given, CultureInfo.InvariantCulture)}' is not allowed for '{field}'; it takes {Choices(names)}",
                code: RefusalCode.BadValue);
    }

    /// <summary>The setpoint's word, and whether that holds another value than the one given.</summary>
    /// <exception cref="BadRequestException">It is no number within the register's limits.</exception>
    public static (ushort Word, double Value, bool IsRounded) Setpoint(Register register, object given)
    {
        if (given is string or bool)
        {
            throw new BadRequestException("The field 'setpoint' must be a number", code: RefusalCode.WrongType);
        }

        var asked = Convert.ToDouble(given, CultureInfo.InvariantCulture);
        if (!register.TryEncode(asked, out var word))
        {
            throw new BadRequestException($"Value out of range [{register.Min}-{register.Max}]", code: RefusalCode.OutOfRange);
        }

        var held = register.Decode(word)!.Value;
        return (word, held, held != asked);
    }

    /// <summary>Writes, and answers as soon as all will survive a crash.</summary>
    /// <param name="body">The answer's body, made with the writes.</param>
    public static async Task<IResult> AcceptAsync(
        HttpContext context, IReadOnlyList<(string Key, object Value)> writes, Func<AcceptedWrites, object> body,
        CancellationToken cancellation)
    {
        var device = context.NeaSmart();
        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        var results = await device.WriteAllAsync(
            writes, DeviceWrites.Options(context, answerWhenAccepted: true), time, cancellation);
        var failed = results.Where(r => !r.Success).ToArray();
        if (failed.Length > 0)
        {
            return results is [var only]
                ? Problems.Result(only)
                : Problems.Result([.. results.Where(r => r.Success).Select(r => r.Key)], failed);
        }

        var jobs = results.Select(r => r.Job).OfType<WriteJob>().ToArray();
        return Results.Accepted(
            jobs is [var first, ..] ? $"/api/devices/{Uri.EscapeDataString(device.Id)}/writes/{first.Id}" : null,
            body(new AcceptedWrites([.. jobs.Select(j => j.Id)], jobs.All(j => j.IsDurable) ? null : false)));
    }

    private static string Choices(Enumeration names) => string.Join(", ", names.Names
        .Where(n => n.Key >= names.MinWrite && n.Key <= names.MaxWrite).OrderBy(n => n.Key).Select(n => $"{n.Key} ({n.Value})"));
}
