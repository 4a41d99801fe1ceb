namespace Econet.Actors;

/// <summary>Messages of exceptions as parts of sentences.</summary>
public static class FailureReason
{
    /// <summary>What is at the root of a failure, on one line and without the full stop that .NET ends its messages with.</summary>
    public static string Of(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        while (failure.InnerException is { } inner)
        {
            failure = inner;
        }

        return failure.Message.ReplaceLineEndings(" ").TrimEnd(' ', '.');
    }
}
