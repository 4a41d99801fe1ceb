namespace Econet.Gateway.Mqtt;

/// <summary>What kept the gateway from its broker.</summary>
internal enum BrokerFault
{
    /// <summary>The broker, or the way to it, is not there, or hangs.</summary>
    Unreachable,

    /// <summary>The broker does not let this user in.</summary>
    User,

    /// <summary>The two do not agree on encryption, or one does not accept the other's certificate.</summary>
    Encryption,

    /// <summary>The broker refuses for another reason.</summary>
    Refused,

    /// <summary>The broker ended a connection that stood, because another client came with the same name.</summary>
    TakenOver,

    /// <summary>The broker closed an established connection without a reason.</summary>
    Cut,
}

/// <summary>Why there is no connection.</summary>
/// <param name="Reason">For people, as a part of a sentence; holds no secret.</param>
internal readonly record struct BrokerFailure(BrokerFault Fault, string Reason);
