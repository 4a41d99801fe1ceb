using System.Collections.Immutable;
using Econet.Actors.Messages;

namespace Econet.Gateway.Http;

/// <summary>
/// What is wrong with the gateway itself and with none of its devices, such as its broker. Each is logged once when it comes and once when it
/// goes. May be used from several threads.
/// </summary>
internal sealed partial class GatewayProblems(TimeProvider time, ILogger<GatewayProblems> logger)
{
    private readonly Lock _gate = new();

    /// <summary>The oldest first.</summary>
    public ImmutableArray<Problem> Current { get; private set; } = [];

    /// <summary>Raises a problem until it is cleared; raised again with another message, it is the same one.</summary>
    /// <param name="code">One of <see cref="GatewayProblemCode"/>.</param>
    public void Raise(string code, string message)
    {
        lock (_gate)
        {
            if (Current.FirstOrDefault(p => p.Code == code) is { } known)
            {
                Current = Current.Replace(known, known with { Message = message });
                return;
            }

            Current = Current.Add(new Problem(code, message, time.GetUtcNow()));
        }

        LogRaised(message, code);
    }

    /// <summary>The problem is over, where there was one.</summary>
    public void Clear(string code)
    {
        lock (_gate)
        {
            if (Current.RemoveAll(p => p.Code == code) is var rest && rest.Length == Current.Length)
            {
                return;
            }

            Current = rest;
        }

        LogCleared(code);
    }

    [LoggerMessage(LogLevel.Warning, "{Message} ({Code})")]
    private partial void LogRaised(string message, string code);

    [LoggerMessage(LogLevel.Information, "The problem {Code} is over")]
    private partial void LogCleared(string code);
}
