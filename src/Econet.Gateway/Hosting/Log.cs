namespace Econet.Gateway.Hosting;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "Econet.Gateway {Version} on {Bus}; settings: {Settings}")]
    public static partial void Starting(ILogger logger, string version, string bus, string settings);

    [LoggerMessage(LogLevel.Warning, "STATE_DIR ({Source}): {Directory} is not writable: {Reason}. All state is lost at a restart")]
    public static partial void Unwritable(ILogger logger, string source, string directory, string reason);

    [LoggerMessage(LogLevel.Warning, "{Remark}")]
    public static partial void Remark(ILogger logger, string remark);

    [LoggerMessage(LogLevel.Information, "Serving on {Urls}")]
    public static partial void Listening(ILogger logger, string urls);

    [LoggerMessage(LogLevel.Information, "Stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(
        LogLevel.Warning,
        "Second signal: stopping at once. If the panel grants the gateway a token now, the bus stands still until the gateway starts again")]
    public static partial void StoppingAtOnce(ILogger logger);

    [LoggerMessage(LogLevel.Debug, "The start failed")]
    public static partial void StartFailed(ILogger logger, Exception error);
}
