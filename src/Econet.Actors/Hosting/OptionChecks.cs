using System.Globalization;
using Microsoft.Extensions.Options;

namespace Econet.Actors.Hosting;

/// <summary>Collects what is wrong with the options of a device: each failure names the option, its value and what it may be.</summary>
internal sealed class OptionChecks(string? device)
{
    /// <summary>Longer than any timer has to wait, and as long as Akka's may.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly List<string> _failures = [];

    public ValidateOptionsResult Result => _failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_failures);

    public OptionChecks Range<T>(string option, T value, T min, T max)
        where T : IComparable<T>, IFormattable =>
        Demand(value.CompareTo(min) >= 0 && value.CompareTo(max) <= 0, option, Text(value), $"{Text(min)} to {Text(max)}");

    /// <summary>More than nothing, and at most a day.</summary>
    public OptionChecks Span(string option, TimeSpan value) => Range(option, value, TimeSpan.FromMilliseconds(1), Longest);

    /// <summary>Nothing, which means never or at once, to a day.</summary>
    public OptionChecks SpanOrNone(string option, TimeSpan value) => Range(option, value, TimeSpan.Zero, Longest);

    public OptionChecks Demand(bool isMet, string option, string? value, string allowed)
    {
        if (!isMet)
        {
            _failures.Add($"{option} of device '{device}' is {value ?? "null"}; it must be {allowed}");
        }

        return this;
    }

    /// <summary>The options are good, or none.</summary>
    /// <exception cref="OptionsValidationException">They are not; the message has all failures.</exception>
    public static T Checked<T>(IValidateOptions<T> validator, string device, T options)
        where T : class
    {
        var result = validator.Validate(device, options);
        return result.Succeeded ? options : throw new OptionsValidationException(device, typeof(T), result.Failures);
    }

    private static string Text(IFormattable value) => value is TimeSpan { TotalMinutes: < 1 } span
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds} ms")
        : value.ToString(null, CultureInfo.InvariantCulture);
}
