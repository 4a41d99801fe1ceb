namespace Econet.Gateway.Tests.History;

/// <summary>A test of the history that runs with each place that it can be kept in: here with a file.</summary>
internal sealed class StoreFactAttribute : FactAttribute;
