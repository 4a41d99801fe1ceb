using Econet.Actors.Parameters;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Work;

/// <content>What it says of itself and of its parameters, and what it leaves unanswered.</content>
internal sealed partial class DeviceSpace
{
    /// <summary>The device said who it is.</summary>
    public Identification Identify(Frame answer, bool inDoubt)
    {
        if (answer.Command != Command.GetSettingsAnswer || !Settings.TryParse(answer.Data.Span, out _))
        {
            LeftUnanswered(RequestKind.Settings);
            return Identification.Known;
        }

        Repertoire.Answered(RequestKind.Settings);
        var isFirst = !HasTold;
        var identification = _identity.Take(answer, inDoubt);
        if (identification == Identification.Another)
        {
            Reset();
        }
        else if (identification == Identification.Known && !isFirst)
        {
            IsVerified |= Parameters.Count > 0;
        }

        return identification;
    }

    /// <summary>The device told its first structures again.</summary>
    public Identification Compare(Frame answer)
    {
        Repertoire.Answered(RequestKind.Structures);
        if (Parameters.Confirms(answer) == true)
        {
            Accept();
            return Identification.Known;
        }

        if (!_identity.IsSaidAgain(answer))
        {
            return Identification.Unsure;
        }

        _identity.Forget();
        Reset();
        return Identification.Another;
    }

    /// <summary>It has shown that it is the one whose structures are known.</summary>
    public void Accept()
    {
        IsVerified = true;
        _identity.Confirmed();
        _absence.Answered();
        if (!Repertoire.MayAsk(RequestKind.Settings))
        {
            _identity.NotTold();
        }
    }

    /// <summary>Values were answered that nothing else has shown to be its own.</summary>
    /// <param name="isReadable">They come out exactly with its structures.</param>
    public void Prove(bool isReadable, bool inDoubt)
    {
        if (isReadable)
        {
            Accept();
        }
        else if (!inDoubt)
        {
            Reset();
        }
    }

    /// <summary>Learning its structures again has not helped, or not long ago: it tells some values otherwise than they allow.</summary>
    public bool IsUnreadable => _resetAt is { } at && _time.Since(at) < Repertoire.AskedAgainAfter;

    /// <summary>It told values otherwise than its structures allow, and no noise is to blame.</summary>
    public void NoteUnreadable()
    {
        if (++_unreadable >= EnoughUnreadable)
        {
            _resetAt = _time.Now();
            Reset();
        }
    }

    /// <summary>Who it is was asked in vain on a noisy line: the values don't wait for it.</summary>
    public void IdentityLost() => _identity.NotTold();

    public StructureOutcome Learn(Frame answer, bool inDoubt)
    {
        if (Parameters.IsComplete)
        {
            LearnEnd(answer);
            return StructureOutcome.Taken;
        }

        var outcome = Parameters.Accept(answer, inDoubt);
        switch (outcome)
        {
            case StructureOutcome.Taken:
                Repertoire.Answered(RequestKind.Structures);
                Repertoire.Answered(RequestKind.EndOfStructures);
                _absence.ToldStructures();
                Accept();
                Finish();
                break;
            case StructureOutcome.Refused when !inDoubt || (Parameters.Count == 0 && answer.Command == Command.Error):
                LeftUnanswered(Parameters.Count == 0 ? RequestKind.Structures : RequestKind.EndOfStructures);
                break;
        }

        return outcome;
    }

    /// <summary>It is there, and left a kind of request unanswered.</summary>
    /// <returns>True when it is to be kept in mind.</returns>
    public bool LeftUnanswered(RequestKind kind)
    {
        _absence.Answered();
        switch (kind)
        {
            case RequestKind.Settings:
                _identity.NotTold();
                break;
            case RequestKind.Structures when Parameters.Count == 0:
                Parameters.AskOtherwise();
                _absence.FormInVain();
                return false;
        }

        var isSilent = Repertoire.LeftUnanswered(kind);
        if (isSilent && kind == RequestKind.Values)
        {
            Unanswered.Clear();
        }

        if (isSilent && kind == RequestKind.EndOfStructures && !Parameters.IsComplete)
        {
            Parameters.LeftUnanswered();
            if (!Parameters.IsComplete)
            {
                // What is asked from now on is another question.
                Repertoire.AskAnew(kind);
                return false;
            }

            Finish();
        }

        return isSilent;
    }

    /// <summary>What is behind the structures that were taken for all, because it had left the request for more unanswered.</summary>
    private void LearnEnd(Frame answer)
    {
        if (answer.Command == Command.NoData)
        {
            Repertoire.Answered(RequestKind.EndOfStructures);
        }
        else if (answer.Command == Parameters.StructureCommand.Answer())
        {
            Reset();
        }
    }

    private void Finish()
    {
        if (Parameters.IsComplete)
        {
            _absence.End();
            Begin();
        }
    }
}
