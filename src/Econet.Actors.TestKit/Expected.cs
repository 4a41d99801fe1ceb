using System.Globalization;
using Econet.Values;

namespace Econet.Actors.TestKit;

/// <summary>What a test writes down of a value, compared as the parameter's own type would hold it: 22.3 is the float nearest to it.</summary>
internal static class Expected
{
    public static bool Is(this Value actual, object expected) => expected switch
    {
        Value value => actual == value || (actual.TryToDouble(out _) && value.TryToDouble(out var number) && Is(actual, (object)number)),
        string text => actual.Type == ParameterType.String && actual.ToText() == text,
        bool flag => actual.Type == ParameterType.Bool && actual.ToBool() == flag,
        Enum name => Is(actual, Convert.ToInt64(name, CultureInfo.InvariantCulture)),
        IConvertible number => actual.TryToDouble(out var held) && IsNumber(actual.Type, held, number.ToDouble(CultureInfo.InvariantCulture)),
        _ => throw new ArgumentException($"A {expected.GetType()} is not a value: expect a number, a string, a bool, an enum or a {nameof(Value)}.", nameof(expected)),
    };

    public static string Text(object expected) => Convert.ToString(expected, CultureInfo.InvariantCulture) ?? "";

    private static bool IsNumber(ParameterType type, double held, double expected) =>
        type == ParameterType.Float ? (float)held == (float)expected : held == expected;
}
