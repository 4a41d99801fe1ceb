namespace Econet.Gateway.Listening;

/// <summary>Bytes as they came from a port, and when.</summary>
internal readonly record struct BusPiece(DateTimeOffset At, ReadOnlyMemory<byte> Bytes);
