namespace Econet.Gm3;

public static class Units
{
    /// <summary>The symbol people write for the unit text of a device: <c>C</c>, <c>'C</c> and <c>′C</c> are <c>°C</c>.</summary>
    public static string Symbol(string wireUnit) => wireUnit switch
    {
        "C" or "'C" or "′C" or "°C" => "°C",
        _ => wireUnit,
    };
}
