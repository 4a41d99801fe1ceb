namespace Econet.Values;

/// <summary>The unit of a number, by the symbol that people write. <c>default</c> is no unit, as of a text or a count.</summary>
public readonly record struct Unit
{
    private readonly string? _symbol;

    private Unit(string symbol) => _symbol = symbol.Length == 0 ? null : symbol;

    public static Unit None => default;

    public static Unit Celsius { get; } = new("°C");

    public static Unit Percent { get; } = new("%");

    public static Unit Kilowatt { get; } = new("kW");

    public static Unit KilowattHour { get; } = new("kWh");

    public static Unit Second { get; } = new("s");

    public static Unit Minute { get; } = new("min");

    public static Unit Hour { get; } = new("h");

    public static Unit Day { get; } = new("d");

    /// <summary><c>°C</c>, <c>kW</c> …; empty without a unit.</summary>
    public string Symbol => _symbol ?? "";

    /// <summary>The unit with this symbol, or with one of its spellings on the wire: <c>C</c>, <c>'C</c> and <c>′C</c> are <c>°C</c>.</summary>
    public static Unit Of(string symbol)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        return symbol is "C" or "'C" or "′C" ? Celsius : new Unit(symbol);
    }

    /// <summary>The symbol.</summary>
    public override string ToString() => Symbol;
}
