using Econet.Actors.Messages;
using Econet.Actors.Parameters;

namespace Econet.Actors.Devices;

/// <summary>What a device says is wrong when its state can't be kept.</summary>
internal static class StoreProblems
{
    private const string Part = "store";

    public static PartProblems Of(StoreHealth health) => new(
        Part,
        health.Problem is { } problem
            ? [new Finding(ProblemCode.StoreInMemory, $"State is kept in memory only and lost at a restart: {problem}")]
            : []);
}
