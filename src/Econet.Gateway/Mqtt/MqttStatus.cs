namespace Econet.Gateway.Mqtt;

/// <summary>How the connection to the broker is doing.</summary>
/// <param name="Since">When it was made, or lost; null when there never was one.</param>
/// <param name="LastError">Why there is no connection; null while there is one. Holds no secrets.</param>
/// <param name="Published">Messages that the broker took since the start.</param>
/// <param name="Refused">Messages that it did not take.</param>
/// <param name="Backlog">Messages that wait.</param>
/// <param name="Dropped">Answers to commands that were given up since the start, because too many waited.</param>
internal sealed record MqttStatus(
    bool Connected, string Broker, DateTimeOffset? Since, string? LastError, long Published, long Refused, int Backlog, long Dropped);
