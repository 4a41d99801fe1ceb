using System.Net;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using Econet.Gateway.Commands;
using Econet.Gateway.Security;
using Econet.Gateway.Tests.Support;
using Econet.Gateway.Tests.WholeSystem;
using Microsoft.Extensions.Time.Testing;

namespace Econet.Gateway.Tests.Commands;

public sealed class KeyCommandsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 22, 20, 0, 0, TimeSpan.Zero));
    private StringWriter _out = new();
    private StringWriter _error = new();

    private string State => Path.Combine(_directory.Path, "state");

    private string KeysPath => Path.Combine(State, KeyFile.FileName);

    public void Dispose()
    {
        _directory.Dispose();
        _out.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task Added_key_should_be_printed_once_and_kept_as_a_hash()
    {
        Assert.Equal(Cli.Ok, await RunAsync("keys", "add", "kitchen", "--scope", "write", "--devices", "heatpump,cottage", "--parameters", "HDW*", "--expires", "90d"));

        var secret = _out.ToString().Trim();
        Assert.Matches("^econet_[A-Za-z0-9_-]{43}$", secret);
        Assert.DoesNotContain(secret, await File.ReadAllTextAsync(KeysPath), StringComparison.Ordinal);
        var key = new KeyRing(new KeyFile(State), _time).Find(secret)!;
        Assert.Equal(("kitchen", AccessScope.Write), (key.Name, key.Grant.Scope));
        Assert.Equal(["heatpump", "cottage"], [.. key.Grant.Devices!.Value]);
        Assert.Equal(["HDW*"], [.. key.Grant.Parameters!.Value]);
        Assert.Equal(_time.GetUtcNow().AddDays(90), key.ExpiresAt);
        Assert.Contains(KeysPath, _error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, _error.ToString(), StringComparison.Ordinal);
    }

    [FactOnLinux]
    public async Task Keys_should_be_readable_by_nobody_else()
    {
        await RunAsync("keys", "add", "kitchen", "--scope", "read");

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeysPath));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(State));
        }
    }

    [FactOnLinux]
    public async Task Files_that_root_makes_should_belong_to_whoever_owns_the_directory()
    {
        Directory.CreateDirectory(State);
        if (Environment.IsPrivilegedProcess)
        {
            Assert.Equal(0, ChangeOwner(State, 4321, 8765));
        }

        await RunAsync("keys", "add", "kitchen", "--scope", "read");

        string[] made = [.. Directory.EnumerateFileSystemEntries(State, "*", SearchOption.AllDirectories)];
        Assert.Equal(["audit", "audit-2026-01.jsonl", "keys.json", "keys.json.lock"], made.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(made, path => Assert.Equal(Ownership.Of(State), Ownership.Of(path)));
    }

    [Fact]
    public async Task List_should_tell_what_each_key_is_good_for_and_no_secret()
    {
        await RunAsync("keys", "add", "kitchen", "--scope", "write", "--expires", "12h");
        var secret = _out.ToString().Trim();
        await RunAsync("keys", "add", "grafana", "--scope", "read", "--devices", "heatpump");
        await RunAsync("keys", "add", "old", "--scope", "admin");
        await RunAsync("keys", "revoke", "old");
        _time.Advance(TimeSpan.FromHours(12));

        Assert.Equal(Cli.Ok, await RunAsync("keys", "list"));

        Assert.Equal(
            """
            NAME     SCOPE  STATE    EXPIRES     CREATED     DEVICES   PARAMETERS
            kitchen  write  expired  2026-01-23  2026-01-22  all       all
            grafana  read   active   never       2026-01-22  heatpump  all
            old      admin  revoked  never       2026-01-22  all       all

            """,
            _out.ToString(), ignoreLineEndingDifferences: true);
        Assert.DoesNotContain(secret, _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Name_should_be_free_again_only_when_its_key_opens_nothing()
    {
        await RunAsync("keys", "add", "kitchen", "--scope", "write");
        Assert.Equal(Cli.Misused, await RunAsync("keys", "add", "Kitchen", "--scope", "read"));
        Assert.Contains("There is a key 'kitchen' already", _error.ToString(), StringComparison.Ordinal);

        await RunAsync("keys", "revoke", "kitchen");

        Assert.Equal(Cli.Ok, await RunAsync("keys", "add", "kitchen", "--scope", "read"));
        Assert.Single(new KeyFile(State).Latest());
    }

    [Theory]
    [InlineData("'' is not allowed; it takes 1 to 40 letters", "add", "", "--scope", "read")]
    [InlineData("'../x' is not allowed; it takes 1 to 40 letters", "add", "../x", "--scope", "read")]
    [InlineData("'--scope' is required", "add", "kitchen")]
    [InlineData("--scope: 'root' is not allowed; it takes read, write or admin", "add", "kitchen", "--scope", "root")]
    [InlineData("--scope: '1' is not allowed; it takes read, write or admin", "add", "kitchen", "--scope", "1")]
    [InlineData("--expires: '90' is not allowed; it takes hours, days or weeks such as 12h, 90d or 52w", "add", "kitchen", "--scope", "read", "--expires", "90")]
    [InlineData("--expires: '-1d' is not allowed", "add", "kitchen", "--scope", "read", "--expires", "-1d")]
    [InlineData("--devices: 'Heat Pump' is not allowed; it takes ids of devices", "add", "kitchen", "--scope", "read", "--devices", "Heat Pump")]
    [InlineData("--devices: ',' is not allowed", "add", "kitchen", "--scope", "read", "--devices", ",")]
    [InlineData("An admin key is for all devices and parameters", "add", "kitchen", "--scope", "admin", "--devices", "heatpump")]
    [InlineData("There is no key 'kitchen' in ", "revoke", "kitchen")]
    public async Task Bad_request_should_be_refused_with_what_is_allowed(string message, params string[] arguments)
    {
        Assert.Equal(Cli.Misused, await RunAsync(["keys", .. arguments]));

        Assert.Contains(message, Assert.Single(_error.ToString().TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.False(File.Exists(KeysPath));
    }

    [Fact]
    public async Task Damaged_file_should_be_told_and_left_as_it_is()
    {
        Directory.CreateDirectory(State);
        await File.WriteAllTextAsync(KeysPath, "{");

        Assert.Equal(Cli.Failed, await RunAsync("keys", "add", "kitchen", "--scope", "read"));

        Assert.Contains("keys.json is damaged", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal("{", await File.ReadAllTextAsync(KeysPath));
    }

    [Fact]
    public async Task Keys_made_at_the_same_time_should_all_be_kept()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => new KeyFile(State).ChangeAsync(
            keys => keys.Add(ApiKey.Make($"key{i}", Grant.All, _time.GetUtcNow(), null).Key), TimeProvider.System, CancellationToken.None))));

        Assert.Equal(8, new KeyFile(State).Latest().Length);
    }

    [Fact]
    public async Task Key_should_work_in_a_gateway_that_runs_already()
    {
        await using var gateway = await TestGateway.StartAsync(
            TestGateway.Options with { StateDirectory = State }, TimeProvider.System, new FakeDevice("heatpump"));
        gateway.RemoteAddress = IPAddress.Parse("192.168.1.20");

        await RunAsync("keys", "add", "kitchen", "--scope", "write");

        gateway.Client.DefaultRequestHeaders.Add("X-API-Key", _out.ToString().Trim());
        using var answer = await gateway.Client.PostAsJsonAsync(new Uri("/api/parameters/A", UriKind.Relative), new { value = 1 });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private Task<int> RunAsync(params string[] arguments)
    {
        _out.Dispose();
        _error.Dispose();
        (_out, _error) = (new StringWriter(), new StringWriter());
        return Cli.RunAsync(arguments, new Surroundings(
            _out, _error, new Dictionary<string, string> { ["STATE_DIR"] = State }, _directory.Path, () => [])
        {
            Time = _time,
        });
    }

    [DllImport("libc", EntryPoint = "chown")]
    private static extern int ChangeOwner([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint user, uint group);
}
