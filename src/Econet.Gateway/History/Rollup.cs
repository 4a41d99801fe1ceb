namespace Econet.Gateway.History;

/// <summary>What is left of a value in a step of time.</summary>
/// <param name="Known">For how many milliseconds of the step there was a value; 0 for a gap.</param>
/// <param name="Area">The value times the milliseconds that it held.</param>
/// <param name="Last">The value that held last.</param>
internal readonly record struct Rollup(long Known, double Area, double Min, double Max, double Last)
{
    public static readonly Rollup Nothing;

    /// <summary>Weighted by time.</summary>
    public double Mean => Known == 0 ? double.NaN : Area / Known;

    public bool IsGap => Known == 0;

    public static Rollup Of(Stretch stretch) =>
        stretch.IsGap || stretch.Length <= 0 ? Nothing : new(stretch.Length, stretch.Value * stretch.Length, stretch.Value, stretch.Value, stretch.Value);

    /// <summary>This one and what followed it.</summary>
    public Rollup And(Rollup later) => IsGap ? later : later.IsGap ? this : new(
        Known + later.Known, Area + later.Area, Math.Min(Min, later.Min), Math.Max(Max, later.Max), later.Last);
}
