namespace Econet.Gateway.Mqtt;

/// <summary>How the connection to the broker is doing.</summary>
/// <param name="Since">When it was made, or lost; null when there never was one.</param>
/// <param name="LastError">Why it was last lost or not made; null when it never was. Holds no secrets.</param>
/// <param name="Published">Messages that the broker took since the start.</param>
/// <param name="Refused">Messages that it did not take.</param>
/// <param name="Backlog">Messages that wait.</param>
internal sealed record MqttStatus(
    bool Connected, string Broker, DateTimeOffset? Since, string? LastError, long Published, long Refused, int Backlog);
