namespace Econet.Simulation.Gm3;

/// <summary>
/// How the panel keeps its list of peripherals, and to whom it grants the token. Nobody has seen inside a real one: these are ways in which
/// one could go about it, and a gateway has to get on with all of them.
/// </summary>
public sealed record PanelManners
{
    /// <summary>So many times in a row a peripheral may leave IDENTIFY unanswered before it is struck off the list.</summary>
    public int MissesUntilDropped { get; init; } = 1;

    /// <summary>True: whoever is on the list is granted tokens. False: only who has answered the last IDENTIFY.</summary>
    public bool GrantsUntilDropped { get; init; } = true;

    /// <summary>A peripheral on the list is asked who it is in every so many cycles.</summary>
    public int IdentifyEvery { get; init; } = 1;

    /// <summary>A peripheral on the list is granted a token in every so many cycles.</summary>
    public int GrantEvery { get; init; } = 1;

    /// <summary>Tokens are granted at the beginning of a cycle, before anybody is asked; else at its end.</summary>
    public bool GrantsFirst { get; init; }

    /// <summary>A peripheral that does not answer is asked once more at once.</summary>
    public bool AsksTwice { get; init; }

    /// <summary>The device table names the peripherals on the list.</summary>
    public bool ListsPeripherals { get; init; } = true;
}
