using System.Buffers.Binary;
using Econet.Actors.Parameters;

namespace Econet.Actors.Gm3.Thermostat;

/// <summary>The room's temperature and when it was read; too old a one does not count.</summary>
internal sealed class RoomReading(ThermostatOptions options, TimeProvider time)
{
    private const int Size = 12;

    private (float Temperature, Moment At)? _last;

    public float? Temperature => _last?.Temperature;

    public TimeSpan? Age => _last is { } last ? time.Since(last.At) : null;

    public bool IsStale => Age is not { } age || age > options.MaxAge;

    /// <summary>What the bus gets: an old reading would heat, or not, a house that nobody measures any more.</summary>
    public float Effective => IsStale ? options.Fallback : _last!.Value.Temperature;

    public void Take(float temperature) => _last = (temperature, time.Now());

    /// <summary>Temperature (float) and when it was read (Unix milliseconds, 8 bytes), little endian.</summary>
    public byte[] Encode()
    {
        var bytes = new byte[Size];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, _last!.Value.Temperature);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(4), _last.Value.At.Time.ToUnixTimeMilliseconds());
        return bytes;
    }

    /// <summary>Brings back what was read before a restart, at its age.</summary>
    public void Restore(byte[]? bytes)
    {
        if (_last is not null || bytes is not { Length: Size })
        {
            return;
        }

        var now = time.Now();
        var temperature = BinaryPrimitives.ReadSingleLittleEndian(bytes);
        var age = now.Time.ToUnixTimeMilliseconds() - BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(4));

        // A clock that was set back since tells nothing of the age.
        if (float.IsFinite(temperature) && age >= 0)
        {
            _last = (temperature, time.Later(now, TimeSpan.FromMilliseconds(-(double)age)));
        }
    }
}
