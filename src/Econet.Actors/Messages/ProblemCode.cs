namespace Econet.Actors.Messages;

/// <summary>The codes of a device's problems. <c>docs/troubleshooting.md</c> tells cause and remedy of each.</summary>
public static class ProblemCode
{
    /// <summary>The port that the bus is at can't be opened, or is not there.</summary>
    public const string PortMissing = "port_missing";

    /// <summary>The adapter closes the connection, and says why in words.</summary>
    public const string AdapterSays = "adapter_says";

    /// <summary>The port is open and brings nothing.</summary>
    public const string LineSilent = "line_silent";

    /// <summary>Bytes come, and make no frame: wrong speed, or wires A and B swapped.</summary>
    public const string NoFrames = "no_frames";

    /// <summary>The controller speaks a protocol that is not supported.</summary>
    public const string WrongProtocol = "wrong_protocol";

    /// <summary>The panel offers no address to join its bus with.</summary>
    public const string NoAddressOffered = "no_address_offered";

    /// <summary>The panel knows us and grants no token.</summary>
    public const string NoToken = "no_token";

    /// <summary>We hear the bus, and it does not hear us.</summary>
    public const string NotHeard = "not_heard";

    /// <summary>The adapter hands on what the bus says so late that the panel's questions can't be answered.</summary>
    public const string AdapterSlow = "adapter_slow";

    /// <summary>The port that Modbus masters come to can't be listened on.</summary>
    public const string ListenFailed = "listen_failed";

    /// <summary>Modbus RTU frames come to the Modbus TCP port.</summary>
    public const string ModbusFraming = "modbus_framing";

    /// <summary>The base asks other Modbus units than ours.</summary>
    public const string ModbusUnit = "modbus_unit";

    /// <summary>Somebody else speaks from our bus address.</summary>
    public const string SecondSpeaker = "second_speaker";

    /// <summary>In a cluster: it is not sure that no other node speaks on the bus, so this one does not.</summary>
    public const string NoLicence = "no_licence";

    /// <summary>The device left too many requests unanswered, and is left alone for a while.</summary>
    public const string BreakerOpen = "breaker_open";

    /// <summary>The panel answers nothing that it is asked.</summary>
    public const string PanelSilent = "panel_silent";

    /// <summary>A device does not tell what its parameters are.</summary>
    public const string StructuresUnanswered = "structures_unanswered";

    /// <summary>A device describes some of its parameters in a way that can't be read.</summary>
    public const string StructuresUnreadable = "structures_unreadable";

    /// <summary>A device leaves some of its parameters unanswered.</summary>
    public const string ValuesUnanswered = "values_unanswered";

    /// <summary>The alarm log can't be read.</summary>
    public const string AlarmsUnreadable = "alarms_unreadable";

    /// <summary>State is kept in memory only, and lost at a restart.</summary>
    public const string StoreInMemory = "store_in_memory";

    /// <summary>The device could not be started; every call of it fails.</summary>
    public const string NotStarted = "not_started";

    /// <summary>A part of the device fails again and again, and is restarted each time.</summary>
    public const string PartFailing = "part_failing";
}
