namespace Econet.Actors.Messages;

/// <summary>The answer to a request that can't be answered. A write that was taken is answered with a <see cref="WriteResult"/>, however it ended.</summary>
/// <param name="Error">What kind of error it is, for programs.</param>
/// <param name="Message">What is wrong, for the one who asked.</param>
public sealed record RequestFailed(EconetError Error, string Message) : IDeviceReply
{
    /// <summary>The keys that an ambiguous one may mean.</summary>
    public IReadOnlyList<string> Candidates { get; init; } = [];

    /// <summary>The same for callers that are no actors.</summary>
    public EconetException ToException() => new(Error, Message, Candidates);
}
