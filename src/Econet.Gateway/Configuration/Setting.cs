namespace Econet.Gateway.Configuration;

/// <summary>One line of the table of settings.</summary>
/// <param name="Name">Its environment variable; the option of the command line is <c>--serial-port</c> for <c>SERIAL_PORT</c>.</param>
/// <param name="Path">Its place in config.yaml, <c>serial.port</c>; null for what a file can't set.</param>
/// <param name="Default">The default as text; empty for none.</param>
/// <param name="Allowed">What a value may be, for messages and help: "a port number, 0 to 65535".</param>
internal abstract record Setting(string Name, string? Path, string Default, string Allowed, string Description)
{
    public string Option { get; } = "--" + Name.ToLowerInvariant().Replace('_', '-');

    /// <summary>Its key among the layers of configuration.</summary>
    public string Key { get; } = (Path ?? Name).Replace('.', ':');

    /// <summary>Whose setting it is: of every device of this kind, or null for the gateway's.</summary>
    public DeviceKind? Of { get; init; }

    /// <summary>Its place in a section of <c>devices:</c>; null for what a device can't have for itself.</summary>
    public string? DevicePath { get; init; }

    /// <summary>
    /// It means one device only, such as its port. Other settings of devices count, where they are set for the gateway, for every device that
    /// has none of its own.
    /// </summary>
    public bool IsOwn { get; init; }

    /// <summary>The default as documented, where it differs between machines.</summary>
    public string Documented { get => field ?? Default; init; }

    /// <summary>How a given text appears in logs and messages: without secrets.</summary>
    public Func<string, string> Told { get; init; } = text => text;

    /// <summary>In config.yaml it may be a section, whose keys and values become <c>key=value; …</c>.</summary>
    public bool TakesKeys { get; init; }

    /// <summary>In a file it may be a list, whose items become <c>item, item</c>.</summary>
    public bool TakesList { get; init; }

    /// <param name="text">Not empty.</param>
    /// <exception cref="FormatException">The text is not what is allowed.</exception>
    public abstract object Read(string text);
}

/// <param name="Parse">Null for a text that is not allowed.</param>
internal sealed record Setting<T>(
    string Name, string? Path, string Default, string Allowed, string Description, Func<string, T?> Parse)
    : Setting(Name, Path, Default, Allowed, Description)
{
    public override object Read(string text) => Parse(text) is { } value ? value : throw new FormatException();
}
