namespace Econet.Actors.Messages;

/// <summary>A limit of a parameter: a number, or whatever another parameter holds.</summary>
public abstract record Limit
{
    private Limit()
    {
    }

    /// <summary>The limit is this number.</summary>
    public sealed record Fixed(double Number) : Limit;

    /// <summary>The limit is the value of the parameter with this index, and moves with it.</summary>
    public sealed record HeldBy(int Index) : Limit;
}
