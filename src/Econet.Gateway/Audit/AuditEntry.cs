namespace Econet.Gateway.Audit;

/// <summary>What somebody did, and how it ended.</summary>
/// <param name="At">When it ended.</param>
/// <param name="What">A kind of <see cref="AuditKinds"/>.</param>
/// <param name="Who">The name of an API key, the origin of a write, or the command line; null for somebody who showed no key.</param>
/// <param name="From">The address of the client; null where there is none.</param>
/// <param name="Device">The device that it is about; null where it is about none.</param>
/// <param name="Subject">What it is about: a parameter's key, a path, the name of an API key.</param>
/// <param name="Value">What was asked for.</param>
/// <param name="OldValue">What was there before.</param>
/// <param name="Outcome">How it ended: the status of a write, or of an answer.</param>
/// <param name="Message">Details beyond the outcome.</param>
/// <param name="Id">The number of a write in its device.</param>
/// <param name="RequestId">The id of the request, as in the log.</param>
public sealed record AuditEntry(
    DateTimeOffset At, string What, string? Who = null, string? From = null, string? Device = null, string? Subject = null, string? Value = null,
    string? OldValue = null, string? Outcome = null, string? Message = null, long? Id = null, string? RequestId = null);

/// <summary>What an entry may be about.</summary>
internal static class AuditKinds
{
    /// <summary>A write of a parameter that has ended, whoever asked for it.</summary>
    public const string Write = "write";

    /// <summary>A request that changes something, or that was refused for want of a key.</summary>
    public const string Request = "request";

    /// <summary>An API key was made or revoked.</summary>
    public const string Key = "key";

    /// <summary>The configuration was read again.</summary>
    public const string Configuration = "configuration";

    /// <summary>The gateway started or stopped.</summary>
    public const string Gateway = "gateway";

    public static readonly string[] All = [Write, Request, Key, Configuration, Gateway];
}
