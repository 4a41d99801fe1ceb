using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Econet.Actors.Messages;
using Econet.Values;

namespace Econet.Actors.Vocabulary;

/// <summary>Bits of a word that are to be set or cleared, by their names; all others stay as they are.</summary>
public sealed record BitChanges(ImmutableDictionary<string, bool> Bits);

/// <summary>The bits of a word that are to become others: <paramref name="Mask"/> says which, <paramref name="Bits"/> what.</summary>
public readonly record struct WordChange(Int128 Mask, Int128 Bits)
{
    /// <summary>The word with these bits, and the others as they were.</summary>
    public Int128 In(Int128 word) => (word & ~Mask) | (Bits & Mask);
}

/// <summary>Turns what people write into raw input: names into numbers, scaled numbers into raw ones, names of bits into a mask.</summary>
public static class MeaningInput
{
    /// <param name="input">A bool, a number of any .NET type, a string.</param>
    /// <param name="min">The lowest raw number that may be written; null without one.</param>
    /// <param name="raw">The raw input; its type and limits are still to be checked.</param>
    /// <param name="failure">For the client; null when there is a raw input.</param>
    public static bool TryRaw(Meaning meaning, object? input, double? min, double? max, out object? raw, [NotNullWhen(false)] out RequestFailed? failure)
    {
        ArgumentNullException.ThrowIfNull(meaning);
        (raw, failure) = (input, null);
        if (!meaning.Values.IsEmpty)
        {
            return TryName(meaning, input, out raw, out failure);
        }

        if (!meaning.Scale.IsNone && TryDecimal(input, out var meant))
        {
            return TryScaled(meaning, meant, min, max, out raw, out failure);
        }

        return true;
    }

    /// <param name="failure">For the client; null when all bits have such names.</param>
    public static bool TryBits(Meaning meaning, BitChanges changes, out WordChange change, [NotNullWhen(false)] out RequestFailed? failure)
    {
        ArgumentNullException.ThrowIfNull(meaning);
        ArgumentNullException.ThrowIfNull(changes);
        (change, failure) = (default, null);
        var (mask, word) = (Int128.Zero, Int128.Zero);
        if (meaning.Bits.IsEmpty || changes.Bits.IsEmpty)
        {
            failure = new RequestFailed(
                EconetError.BadValue, meaning.Bits.IsEmpty ? "Parameter has no named bits; write its value" : "No bit is given");
            return false;
        }

        foreach (var (name, on) in changes.Bits)
        {
            if (meaning.Bits.FirstOrDefault(bit => IsCalled(bit.Name, name)) is not { } bit)
            {
                failure = new RequestFailed(
                    EconetError.BadValue, $"There is no bit '{name}'; the bits are {string.Join(", ", meaning.Bits.Select(known => known.Name.English))}");
                return false;
            }

            mask |= Int128.One << bit.Bit;
            word = bit.Set(word, on);
        }

        change = new WordChange(mask, word);
        return true;
    }

    private static bool TryName(Meaning meaning, object? input, out object? raw, [NotNullWhen(false)] out RequestFailed? failure)
    {
        (raw, failure) = (input, null);
        switch (input)
        {
            case string name when meaning.Values.FirstOrDefault(value => IsCalled(value.Name, name)) is { } value:
                raw = value.Number;
                return true;
            case bool when meaning.Type == ParameterType.Bool:
                return true;
            case not string when TryDecimal(input, out var number) && meaning.Values.Any(value => value.Number == number):
                return true;
            default:
                failure = new RequestFailed(EconetError.BadValue, $"Value must be one of {string.Join(", ", meaning.Values.Select(value => string.Create(
                    CultureInfo.InvariantCulture, $"{value.Number} ({value.Name.English})")))}");
                return false;
        }
    }

    private static bool TryScaled(Meaning meaning, decimal meant, double? min, double? max, out object? raw, [NotNullWhen(false)] out RequestFailed? failure)
    {
        (raw, failure) = (null, null);
        var number = meaning.Scale.Reverse(meant, meaning.Type);
        if (number is null)
        {
            failure = new RequestFailed(
                EconetError.BadValue, string.Create(CultureInfo.InvariantCulture, $"Value must be a multiple of {1 / meaning.Scale.Divisor:0.#########}"));
            return false;
        }

        if ((double)number < min || (double)number > max)
        {
            failure = new RequestFailed(
                EconetError.OutOfRange, string.Create(CultureInfo.InvariantCulture, $"Value out of range [{Meant(min)}-{Meant(max)}]"));
            return false;
        }

        raw = number;
        return true;

        double? Meant(double? limit) => limit / (double)meaning.Scale.Divisor;
    }

    /// <summary>In any language, in upper or lower case; with any of space, <c>_</c> and <c>-</c> between words.</summary>
    private static bool IsCalled(Text text, string name) =>
        IsSame(text.English, name) || Vocabularies.Languages.Values.Any(language => IsSame(text.In(language), name));

    private static bool IsSame(string text, string name) =>
        string.Equals(Words(text), Words(name), StringComparison.OrdinalIgnoreCase);

    private static string Words(string text) => text.Replace('_', ' ').Replace('-', ' ').Trim();

    private static bool TryDecimal(object? input, out decimal number)
    {
        number = 0;
        switch (input)
        {
            case sbyte or short or int or long or byte or ushort or uint or ulong or decimal:
                number = Convert.ToDecimal(input, CultureInfo.InvariantCulture);
                return true;
            case float or double when Math.Abs(Convert.ToDouble(input, CultureInfo.InvariantCulture)) < 1e15:
                // By the shortest text, for 0.1f is meant as 0.1.
                return decimal.TryParse(
                    Convert.ToString(input, CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out number);
            default:
                return false;
        }
    }
}
