using Econet.Actors.Messages;

namespace Econet.Gateway.Mqtt;

/// <summary>
/// Values that several parameters make up, published and written as if they were parameters, under keys of their own. Pure and fast: called with
/// every change of a device.
/// </summary>
internal interface IDerivedParameters
{
    /// <summary>Whether one of them may change with the parameter that has this key.</summary>
    bool DependsOn(string key);

    /// <summary>What there is of a device now, as texts by key.</summary>
    IReadOnlyList<(string Key, string Text)> States(DeviceSnapshot device);

    /// <summary>The parameter that a command for <paramref name="key"/> writes; null when the key is none of these.</summary>
    DerivedWrite? Resolve(DeviceSnapshot device, string key);
}

/// <summary>What a command for a derived value writes.</summary>
/// <param name="Parameter">The parameter that is written.</param>
/// <param name="Value">The value for it, out of what the command says.</param>
/// <param name="Parts">The indices of all parameters that may be written, or that say which one is and with what.</param>
internal sealed record DerivedWrite(ParameterValue Parameter, Func<object, object> Value, IReadOnlyList<int> Parts);
