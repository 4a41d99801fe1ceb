namespace Econet.Gateway.History;

/// <summary>What may be done with the values of a series.</summary>
internal enum RecordedKind : byte
{
    /// <summary>A number that has a mean.</summary>
    Number,

    /// <summary>One name out of several: there is nothing between two of them.</summary>
    State,

    /// <summary>A number that only rises, until it starts again.</summary>
    Counter,
}
