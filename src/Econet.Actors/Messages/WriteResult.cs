using Econet.Values;

namespace Econet.Actors.Messages;

/// <summary>How a write ended.</summary>
/// <param name="Key">The parameter's key, or what the request called it when there is no such parameter.</param>
/// <param name="OldValue">What the parameter held before; none when unknown.</param>
/// <param name="NewValue">What it holds now; none when the write failed.</param>
/// <param name="Error">Null when the device took the value.</param>
/// <param name="Message">Says what went wrong, for the one who asked; null when nothing did.</param>
/// <param name="Candidates">The keys that an ambiguous one may mean.</param>
public sealed record WriteResult(
    string Key,
    int? Index,
    Value OldValue,
    Value NewValue,
    DateTimeOffset Timestamp,
    EconetError? Error = null,
    string? Message = null,
    IReadOnlyList<string>? Candidates = null) : IDeviceReply
{
    public bool Success => Error is null;

    /// <summary>The tracked write; null when the request never became one.</summary>
    public WriteJob? Job { get; init; }

    /// <summary>When the next write may be made, for one that the budget refuses.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>The request never became a write.</summary>
    internal static WriteResult Of(string key, EconetException error) =>
        new(key, null, Value.None, Value.None, TimeProvider.System.GetUtcNow(), error.Error, error.Message, error.Candidates);
}
