namespace Econet.Gateway.History;

/// <summary>From this moment on a value is this number, until the next sample.</summary>
/// <param name="At">Milliseconds since 1970, UTC.</param>
/// <param name="Value">Scaled; not a number where nothing good is known: a gap.</param>
internal readonly record struct Sample(long At, double Value)
{
    public bool IsGap => double.IsNaN(Value);

    /// <summary>The beginning of a gap.</summary>
    public static Sample Gap(long at) => new(at, double.NaN);
}
