namespace Econet.Actors.Parameters;

/// <summary>The codes of a device's problems. <c>docs/troubleshooting.md</c> tells cause and remedy of each.</summary>
public static class ProblemCode
{
    /// <summary>The port that the bus is at can't be opened, or is not there.</summary>
    public const string PortMissing = "port_missing";

    /// <summary>The port that Modbus masters come to can't be listened on.</summary>
    public const string ListenFailed = "listen_failed";

    /// <summary>Modbus RTU frames come to the Modbus TCP port.</summary>
    public const string ModbusFraming = "modbus_framing";

    /// <summary>The base asks other Modbus units than ours.</summary>
    public const string ModbusUnit = "modbus_unit";

    /// <summary>Somebody else speaks from our bus address.</summary>
    public const string SecondSpeaker = "second_speaker";

    /// <summary>The device left too many requests unanswered, and is left alone for a while.</summary>
    public const string BreakerOpen = "breaker_open";

    /// <summary>The panel answers nothing that it is asked.</summary>
    public const string PanelSilent = "panel_silent";

    /// <summary>A device does not tell what its parameters are.</summary>
    public const string StructuresUnanswered = "structures_unanswered";

    /// <summary>A device leaves some of its parameters unanswered.</summary>
    public const string ValuesUnanswered = "values_unanswered";

    /// <summary>The alarm log can't be read.</summary>
    public const string AlarmsUnreadable = "alarms_unreadable";

    /// <summary>State is kept in memory only, and lost at a restart.</summary>
    public const string StoreInMemory = "store_in_memory";

    /// <summary>The device could not be started; every call of it fails.</summary>
    public const string NotStarted = "not_started";

    /// <summary>A part of the device fails again and again, and is started anew each time.</summary>
    public const string PartFailing = "part_failing";
}
