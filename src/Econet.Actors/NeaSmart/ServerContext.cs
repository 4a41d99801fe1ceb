using Econet.Actors.Ports;
using Econet.Modbus;

namespace Econet.Actors.NeaSmart;

/// <summary>What a Modbus server and all its connections share.</summary>
internal sealed record ServerContext(
    NeaSmartOptions Options, UnitSet Units, RegisterBank Bank, Traffic Traffic, MasterWatch Watch, SpeakerLicence Licence, TimeProvider Time);
