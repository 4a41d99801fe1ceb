using System.Globalization;
using Econet.Actors.Messages;
using Econet.Values;

namespace Econet.Actors.Parameters;

/// <summary>What those who want one parameter written are told.</summary>
internal sealed class WriteAnswers(int index, string key, TimeProvider time)
{
    public WriteResult Success(WriteJob job) => new(key, index, job.OldValue, job.Value, time.GetUtcNow()) { Job = job };

    /// <param name="known">What the parameter held when it was last read.</param>
    public WriteResult Failure(EconetError error, string message, Value known) =>
        new(key, index, known, default, time.GetUtcNow(), error, message);

    /// <summary>The budget is 0.</summary>
    public WriteResult Closed(Value known) => Failure(
        EconetError.BudgetClosed, $"{key} is not written: the device keeps it in memory that every write wears, and the write budget is 0", known);

    /// <summary>The budget is spent.</summary>
    /// <param name="wait">Until the next write may be made.</param>
    /// <param name="spenders">Who spent it.</param>
    public WriteResult Spent(WriteBudget budget, TimeSpan wait, string spenders, Value known)
    {
        var next = time.GetUtcNow() + wait;
        return Failure(
            EconetError.BudgetSpent,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Write budget of {key} is spent ({budget.PerHour} an hour, {budget.PerDay} a day; in the last day by {spenders}): ")
            + string.Create(CultureInfo.InvariantCulture, $"the controller keeps it in memory that every write wears; next at {next:u}"),
            known)
            with
            {
                RetryAt = next,
            };
    }

    /// <summary>How a write ended some time ago.</summary>
    public WriteResult Of(WriteJob ended) =>
        Of(
            new ParameterMessages.WriteEnded(
                ended.Id, ended.Status, ended.Status == WriteStatus.Verified ? ended.Value : default, time.Now(), ended.Message, ended.Error),
            ended)
        with
        {
            RetryAt = ended.RetryAt,
        };

    /// <summary>Why a write ended so; null for one that ended well.</summary>
    /// <param name="expired">What is known of one that expired, where it is no time-out.</param>
    public static EconetError? ErrorOf(WriteStatus outcome, EconetError? expired) => outcome switch
    {
        WriteStatus.Verified => null,
        WriteStatus.Refused => EconetError.Refused,
        WriteStatus.Mismatch => EconetError.Mismatch,
        WriteStatus.Superseded => EconetError.Superseded,
        WriteStatus.Withdrawn => EconetError.Withdrawn,
        WriteStatus.Overridden => EconetError.Overridden,
        _ => expired ?? EconetError.TimedOut,
    };

    /// <summary>How a write has ended.</summary>
    public WriteResult Of(ParameterMessages.WriteEnded ended, WriteJob job)
    {
        if (ErrorOf(ended.Outcome, ended.Error) is not { } error)
        {
            return Success(job) with { NewValue = ended.Held };
        }

        var message = ended.Outcome switch
        {
            WriteStatus.Refused => "The controller refused the write",
            WriteStatus.Mismatch => $"The controller accepted the write but holds {ended.Held}",
            WriteStatus.Superseded => "A later write of the same parameter replaced this one",
            WriteStatus.Withdrawn => "The write was withdrawn before it was sent",
            WriteStatus.Overridden => $"The device has another value now: {ended.Held}",
            _ => "The controller did not answer in time",
        };
        return Failure(error, ended.Reason ?? message, job.OldValue) with { Job = job };
    }
}
