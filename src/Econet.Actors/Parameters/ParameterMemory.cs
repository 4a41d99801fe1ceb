
namespace Econet.Actors.Parameters;

/// <summary>
/// What the actor of one parameter knows. All but <see cref="Confirmations"/> belongs to that actor alone, which hands it on to itself over a restart: so that forgets nothing.
/// </summary>
internal sealed class ParameterMemory(string key, ParameterState state)
{
    public string Key { get; } = key;

    public ParameterState State { get; set; } = state;

    /// <summary>What its parent leaves here for it.</summary>
    public Confirmations Confirmations { get; } = new();

    /// <summary>Null until somebody writes the parameter: few ever are.</summary>
    public ParameterWrites? Writes { get; set; }
}
