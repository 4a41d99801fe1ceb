using System.Globalization;
using Econet.Values;

namespace Econet.Actors.Vocabulary;

/// <summary>How a raw number becomes the number that is meant: <c>/100</c>, <c>*10</c>, <c>/10 signed</c>, <c>signed</c>.</summary>
/// <param name="Divisor">What the raw number is divided by; below 1 for a factor.</param>
/// <param name="Signed">The raw number is a two's complement one, though its type is unsigned.</param>
public readonly record struct Scale(decimal Divisor, bool Signed = false)
{
    private const decimal Largest = 1_000_000;

    /// <summary>The raw number is the number.</summary>
    public static readonly Scale None = new(1);

    public bool IsNone => this == None || this == default;

    /// <summary>How many digits after the decimal point a scaled whole number has.</summary>
    public int Digits => Divisor > 1 ? (int)Math.Ceiling(Math.Log10((double)Divisor)) : 0;

    /// <returns>False when <paramref name="text"/> is no scale.</returns>
    public static bool TryParse(string text, out Scale scale)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var isSigned = words is [.., "signed"];
        scale = new Scale(1, isSigned);
        return (isSigned ? words[..^1] : words) switch
        {
            [] => isSigned,
            [['/', .. var divisor]] => TryNumber(divisor, out var number) && With(number, ref scale),
            [['*', .. var factor]] => TryNumber(factor, out var number) && With(1 / number, ref scale),
            _ => false,
        };
    }

    /// <summary>The number that is meant.</summary>
    /// <param name="raw">A number or a bool.</param>
    public double Apply(Value raw)
    {
        if (IsNone || raw.Type.IsFloatingPoint())
        {
            return IsNone ? raw.ToDouble() : raw.ToDouble() / (double)Divisor;
        }

        // Divided as a double, 8448 of hundredths is the double nearest to 84.48, and is told as that.
        return (double)Sign(raw) / (double)Divisor;
    }

    /// <summary>The raw number for one that is meant, before its type and limits are looked at; the reverse of <see cref="Apply"/>.</summary>
    /// <returns>Null when it is between two raw numbers of an integer type.</returns>
    public decimal? Reverse(decimal meant, ParameterType type)
    {
        var raw = meant * Divisor;
        if (type.IsFloatingPoint())
        {
            return raw;
        }

        if (raw != decimal.Truncate(raw))
        {
            return null;
        }

        return Signed && type.IsUnsigned() && raw < 0 ? raw + (decimal)Math.Pow(2, 8 * type.Size()) : raw;
    }

    /// <summary>As the vocabulary writes it.</summary>
    public override string ToString()
    {
        var factor = Divisor >= 1 ? $"/{Divisor.ToString(CultureInfo.InvariantCulture)}" : $"*{(1 / Divisor).ToString(CultureInfo.InvariantCulture)}";
        return (Divisor == 1, Signed) switch
        {
            (true, _) => Signed ? "signed" : "",
            _ => Signed ? factor + " signed" : factor,
        };
    }

    private Int128 Sign(Value raw)
    {
        var number = raw.ToInteger();
        var size = 8 * raw.Type.Size();
        return Signed && raw.Type.IsUnsigned() && number >> (size - 1) != 0 ? number - (Int128.One << size) : number;
    }

    private static bool With(decimal divisor, ref Scale scale)
    {
        scale = scale with { Divisor = divisor };
        return true;
    }

    private static bool TryNumber(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number) && number > 0 && number <= Largest;
}
