namespace Econet.Gateway.Backups;

/// <summary>A backup can't be made or used; the message gives the reason.</summary>
internal sealed class BackupException(string message) : Exception(message);
