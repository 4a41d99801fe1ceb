namespace Econet.Actors.Gm3.Work;

/// <summary>What to ask a device to get to know it, or to see that it is there.</summary>
internal sealed class SpaceQuestions(DeviceSpace space, DeviceIdentity identity)
{
    /// <summary>What to ask until it is ready; null when it is, or is not to be asked now.</summary>
    public BusStep? ToLearn() =>
        space.IsResting || space.IsReady ? null
        : space.Parameters.Count == 0 ? new BusStep.Structures(space)
        : !space.IsVerified ? Proofs().FirstOrDefault()
        : identity.OughtToTell ? new BusStep.Identify(space)
        : new BusStep.Structures(space);

    /// <summary>What may be asked when there is nothing more important to do; null when nothing may.</summary>
    public BusStep? InSpareTime() =>
        space.IsResting ? null
        : !identity.HasTold && !identity.WasAskedInThisToken && space.Repertoire.MayAsk(RequestKind.Settings) ? new BusStep.Identify(space)
        : space.IsReady && space.Repertoire.IsSilent(RequestKind.EndOfStructures) && space.Repertoire.MayAsk(RequestKind.EndOfStructures)
            ? new BusStep.Structures(space)
        : null;

    /// <summary>
    /// What shows that it is there, after <paramref name="inVain"/> was left unanswered; null when there is nothing left to ask.
    /// </summary>
    public BusStep? Proof(IReadOnlyCollection<BusStep> inVain)
    {
        if (space.Parameters.Count > 0)
        {
            return Proofs().FirstOrDefault(proof => !inVain.Any(step => step.Kind == proof.Kind));
        }

        if (space.Repertoire.MayAsk(RequestKind.Settings) && !inVain.Any(step => step is BusStep.Identify))
        {
            return new BusStep.Identify(space);
        }

        space.Parameters.AskOtherwise();
        return inVain.Count(step => step is BusStep.Structures) < 2 ? new BusStep.Structures(space) : null;
    }

    private IEnumerable<BusStep> Proofs()
    {
        if (space.Repertoire.MayAsk(RequestKind.Structures))
        {
            yield return new BusStep.Sample(space);
        }

        if (identity.Said is not null && space.Repertoire.MayAsk(RequestKind.Settings))
        {
            yield return new BusStep.Identify(space);
        }

        // What comes out exactly was read with the right structures.
        if (space.Parameters.IsComplete)
        {
            yield return new BusStep.Values(space, space.Plan.Fit(space.Parameters.Sample(byte.MaxValue)));
        }
    }
}
