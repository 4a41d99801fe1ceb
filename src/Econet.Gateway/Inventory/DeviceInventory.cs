using System.IO.Ports;
using Econet.Actors;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Gateway.Configuration;
using Econet.Gateway.Http;

namespace Econet.Gateway.Inventory;

/// <summary>
/// Has devices come and go while the gateway runs, one change at a time, and keeps those that were added over the API. The devices themselves,
/// and everybody who follows them, hear of it from <see cref="IEconet"/>.
/// </summary>
/// <param name="list">The devices that there are.</param>
/// <param name="kept">Those of them that were added over the API, and such that can't be served.</param>
/// <param name="file">Keeps them; null where the cluster does.</param>
/// <param name="specOf">A device as plain data.</param>
internal sealed partial class DeviceInventory(
    DeviceList list, IReadOnlyList<KeptDevice> kept, SettingValues settings, AddedDevicesFile? file, Func<DeviceOptions, DeviceSpec> specOf,
    IEconet econet, GatewayProblems problems, ILogger<DeviceInventory> logger) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private IReadOnlyList<KeptDevice> _kept = kept;
    private SettingValues _settings = settings;
    private string? _fileTrouble;

    /// <summary>There are other devices than before, or they are called otherwise.</summary>
    public event Action? Changed;

    /// <summary>Where a device is from; what the gateway does not know itself is from its configuration.</summary>
    public DeviceOrigin OriginOf(string id) => list.Find(id)?.Origin ?? DeviceOrigin.Configuration;

    /// <summary>What its owner calls a device.</summary>
    public string? NameOf(string id) => list.NameOf(id);

    /// <summary>Tells what could not be brought back at the start.</summary>
    /// <param name="trouble">What is wrong with the file.</param>
    public void TellTroubles(string? trouble)
    {
        _fileTrouble = trouble;
        Tell();
        TellWhetherEmpty();
    }

    /// <summary>Begins with a device, and keeps it.</summary>
    /// <param name="json">The device as an object.</param>
    /// <exception cref="BadRequestException">It is none, or has what another one has; then nothing is changed.</exception>
    /// <exception cref="EconetException">It can't be kept; then nothing is changed.</exception>
    public async Task<string> AddAsync(ReadOnlyMemory<byte> json, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            var device = Read(json);
            ForgetRemoved();
            if (DeviceConflicts.Of(device, list.Devices, _settings) is { } conflict)
            {
                throw new BadRequestException(conflict, StatusCodes.Status409Conflict);
            }

            device = device with { Source = AddedDevicesFile.Name };
            var (before, devices) = (_kept, list.Devices);
            Keep([.. before, new KeptDevice(json, device, null)]);
            // Before anybody follows the device and asks what it is called.
            list.Devices = [.. devices, device];
            try
            {
                // From here on it is not given up half way.
                await econet.AddAsync(specOf(device), CancellationToken.None);
            }
            catch
            {
                list.Devices = devices;
                Keep(before);
                throw;
            }

            LogAdded(device.Id);
            TellChanged();
            return device.Id;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Has a device leave its bus, and forgets it.</summary>
    /// <exception cref="BadRequestException">It is of the settings.</exception>
    /// <exception cref="EconetException">There is none, or what is kept can't be changed.</exception>
    public async Task RemoveAsync(string id, bool deleteState, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (list.Find(id) is { Origin: DeviceOrigin.Configuration, Source: var source })
            {
                throw new BadRequestException(
                    $"The device {id} is in the configuration ({source}) and can't be removed over the API; remove it there", StatusCodes.Status409Conflict);
            }

            if (file is not null && _kept.All(one => one.Device?.Id != id))
            {
                throw new EconetException(EconetError.NotFound, $"Device '{id}' not found");
            }

            Keep([.. _kept.Where(one => one.Device?.Id != id)]);
            try
            {
                await econet.RemoveAsync(id, deleteState, CancellationToken.None);
            }
            finally
            {
                // Leaving its bus may take long, but nobody can reach it any more.
                list.Devices = [.. list.Devices.Where(device => device.Id != id)];
                LogRemoved(id);
                TellChanged();
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>
    /// The settings have other devices: those that are gone or set up otherwise leave their buses, and then the new ones begin. One that is only
    /// called otherwise goes on.
    /// </summary>
    public async Task ReconfigureAsync(IReadOnlyList<DeviceOptions> configured, SettingValues settings)
    {
        await _one.WaitAsync();
        try
        {
            _settings = settings;
            if (list.Devices.Any(device => device is SimulatedDevice))
            {
                // The demo has its own devices and ignores those of the settings.
                return;
            }

            _kept = KeptDevice.Restore(_kept.Select(device => device.Json), configured, settings);
            DeviceOptions[] now = [.. configured, .. KeptDevice.Served(_kept)];
            var before = list.Devices;
            DeviceOptions[] gone = [.. before.Where(old => !now.Any(device => IsSame(device, old)))];
            await Task.WhenAll(gone.Select(device => econet.RemoveAsync(device.Id)));
            Array.ForEach(gone, device => LogRemoved(device.Id));
            list.Devices = now;
            foreach (var device in now.Where(device => !before.Any(old => IsSame(old, device))))
            {
                await BeginAsync(device);
            }

            Tell();
            TellChanged();
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>In a cluster other nodes remove devices as well.</summary>
    private void ForgetRemoved()
    {
        if (file is null)
        {
            list.Devices = [.. list.Devices.Where(device => device.Origin == DeviceOrigin.Configuration || econet.Devices.Contains(device.Id))];
        }
    }

    private async Task BeginAsync(DeviceOptions device)
    {
        try
        {
            await econet.AddAsync(specOf(device));
            LogAdded(device.Id);
        }
        catch (EconetException refused)
        {
            // The next time that the settings are read it is tried again.
            list.Devices = [.. list.Devices.Where(one => one != device)];
            LogNotAdded(device.Id, refused.Message);
        }
    }

    /// <summary>Whether one device can go on as the other: what it is called makes no difference to it.</summary>
    private bool IsSame(DeviceOptions one, DeviceOptions other)
    {
        if (one.Id != other.Id || one.Kind != other.Kind)
        {
            return false;
        }

        var (a, b) = (specOf(one), specOf(other));
        return a.Address == b.Address && a.Options?.GetRawText() == b.Options?.GetRawText();
    }

    private DeviceOptions Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            return KeptDevice.Read(json, "request", _settings);
        }
        catch (ConfigurationException wrong)
        {
            throw new BadRequestException(wrong.Message);
        }
    }

    private void Keep(IReadOnlyList<KeptDevice> devices)
    {
        try
        {
            file?.Write(devices.Select(device => device.Json));
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new EconetException(EconetError.Unavailable, $"The devices can't be saved in STATE_DIR: {FailureReason.Of(failed)}", failed);
        }

        _kept = devices;
        _fileTrouble = null;
        Tell();
    }

    private void TellChanged()
    {
        TellWhetherEmpty();
        Changed?.Invoke();
    }

    private void TellWhetherEmpty()
    {
        if (list.Devices.Count == 0)
        {
            problems.Raise(
                GatewayProblemCode.NoDevice,
                "No device is configured: open the gateway's page in a browser and add one; or set SERIAL_PORT=/dev/ttyUSB0 or "
                + "SERIAL_PORT=tcp://host:port for a heat pump, or NEASMART_GATEWAY_SERVER_TYPE=tcp for a NEA SMART system; or run the command demo for "
                + $"simulated ones. {(SerialPort.GetPortNames() is { Length: > 0 } ports ? $"Serial ports of this machine: {string.Join(", ", ports)}" : "This machine has no serial port")}");
        }
        else
        {
            problems.Clear(GatewayProblemCode.NoDevice);
        }
    }

    private void Tell()
    {
        string[] troubles = [.. new[] { _fileTrouble }.Concat(_kept.Select(device => device.Trouble)).OfType<string>()];
        if (troubles.Length > 0)
        {
            problems.Raise(
                GatewayProblemCode.DevicesNotRestored, $"Devices that were added over the API could not be restored: {string.Join("; ", troubles)}");
        }
        else
        {
            problems.Clear(GatewayProblemCode.DevicesNotRestored);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Device} was added")]
    private partial void LogAdded(string device);

    [LoggerMessage(LogLevel.Error, "{Device} can't be added: {Reason}")]
    private partial void LogNotAdded(string device, string reason);

    [LoggerMessage(LogLevel.Information, "{Device} was removed")]
    private partial void LogRemoved(string device);
}
