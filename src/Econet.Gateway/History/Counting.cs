namespace Econet.Gateway.History;

/// <summary>How counters grow, which may start again, or be replaced by one that stands elsewhere.</summary>
internal static class Counting
{
    /// <summary>By how much a counter has grown in a step.</summary>
    /// <param name="before">Where it stood before; null where that is not known: then it counts from the first that is known of it.</param>
    public static double Increase(double? before, Rollup step)
    {
        var begin = before ?? step.Min;
        return step.Last >= begin ? step.Last - begin : Math.Max(0, step.Max - begin) + (step.Last - step.Min);
    }
}
