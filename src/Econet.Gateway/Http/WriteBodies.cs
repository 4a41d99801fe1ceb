using System.ComponentModel;
using System.Text.Json.Serialization;
using Econet.Actors.Messages;
using Econet.Values;

namespace Econet.Gateway.Http;

/// <param name="Value">A number, a bool or a text.</param>
[Description("The value to write.")]
internal sealed record ValueRequest(Value Value);

/// <param name="Durable">False when the write could not be recorded; left out otherwise.</param>
internal sealed record WrittenBody(
    bool Success,
    string Parameter,
    int? Index,
    Value OldValue,
    Value NewValue,
    DateTimeOffset Timestamp,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Durable = null)
{
    public static WrittenBody Of(WriteResult r) => new(
        true, r.Key, r.Index, r.OldValue, r.NewValue, r.Timestamp, r.Job is { IsDurable: false } ? false : null);
}

/// <summary>How one of several writes ended.</summary>
/// <param name="Success">The device took the value; of a write that is not waited for, it was accepted.</param>
/// <param name="Status">What the write would have been answered alone: 200, 202, 400, 404 ….</param>
/// <param name="Parameter">The parameter's key, or the name from the request if there is no such parameter.</param>
/// <param name="NewValue">What it holds now; null when the write failed, and while it is under way.</param>
/// <param name="Error">Left out, as what follows is, where there is none.</param>
/// <param name="Code">Why it failed, for programs.</param>
/// <param name="RetryAt">When the write budget allows the next one.</param>
/// <param name="Job">The write that is under way, where it is not waited for.</param>
/// <param name="Durable">False when the write could not be recorded.</param>
internal sealed record WriteResultBody(
    bool Success,
    int Status,
    string Parameter,
    int? Index,
    Value OldValue,
    Value NewValue,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RefusalCode? Code = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Candidates = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? RetryAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] WriteJobBody? Job = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Durable = null)
{
    /// <param name="accepted">The writes are not waited for.</param>
    public static WriteResultBody Of(WriteResult r, bool accepted) => r switch
    {
        { Error: { } error } => new(
            false, RefusalCodes.StatusOf(error), r.Key, r.Index, r.OldValue, default, r.Message ?? Problems.WriteFailed, RefusalCodes.Of(error),
            r.Candidates is { Count: > 0 } candidates ? candidates : null, r.RetryAt),
        { Job: { } job } when accepted => new(
            true, StatusCodes.Status202Accepted, r.Key, r.Index, r.OldValue, job.HasEnded ? r.NewValue : default,
            Job: WriteJobBody.Of(job)),
        _ => new(
            true, StatusCodes.Status200OK, r.Key, r.Index, r.OldValue, r.NewValue, Durable: r.Job is { IsDurable: false } ? false : null),
    };
}

/// <param name="Success">All writes succeeded.</param>
/// <param name="Results">By the keys of the request.</param>
internal sealed record WriteResultsBody(bool Success, IReadOnlyDictionary<string, WriteResultBody> Results);

/// <summary>A write from when it was accepted to how it ended.</summary>
/// <param name="OldValue">What the parameter held when the write was accepted; null when unknown.</param>
/// <param name="Origin">Who asked: the client's address.</param>
/// <param name="SentAt">When it was last sent; null before, and for one that never had to be.</param>
/// <param name="EndedAt">Null while it is under way.</param>
/// <param name="Durable">False when it could not be recorded, so that a restart forgets it.</param>
/// <param name="RequestId">The id of the request that asked for it; null for one that came over MQTT.</param>
/// <param name="Code">Why it ended otherwise than verified, for programs; null while it is under way.</param>
/// <param name="RetryAt">When the write budget allows the next one, where that is why; else null.</param>
internal sealed record WriteJobBody(
    long Id,
    string Parameter,
    int Index,
    Value Value,
    Value OldValue,
    WriteStatus Status,
    string Origin,
    DateTimeOffset CreatedAt,
    DateTimeOffset? SentAt,
    DateTimeOffset? EndedAt,
    string? Message,
    bool Durable,
    string? RequestId,
    RefusalCode? Code,
    DateTimeOffset? RetryAt)
{
    public static WriteJobBody Of(WriteJob j) => new(
        j.Id, j.Key, j.Index, j.Value, j.OldValue, j.Status, j.Origin, j.CreatedAt, j.SentAt, j.EndedAt, j.Message, j.IsDurable, j.CorrelationId,
        j.Error is { } error ? RefusalCodes.Of(error) : null, j.RetryAt);
}

internal sealed record WriteJobsBody(IReadOnlyList<WriteJobBody> Writes);
