namespace Econet.Actors.Gm3.Work;

/// <summary>What the alarm codes mean that were met on real controllers.</summary>
internal static class AlarmNames
{
    public static string? Of(int code) => code switch
    {
        8 => "Circuit 2 temperature sensor",
        10 => "Antifreeze",
        20 => "No communication with the heat pump module",
        148 => "Water flow",
        _ => null,
    };
}
