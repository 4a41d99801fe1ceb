using Econet.Gateway.Security;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.Security;

public sealed class KeyFileTests : KeyStoreContract, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public Task Keys_should_come_back() => Keys_should_come_back_as_they_were_made();

    [Fact]
    public Task Secrets_should_not_be_kept() => Secrets_should_be_kept_as_hashes_only();

    [Fact]
    public Task Keys_of_many_should_be_kept() => Keys_made_at_the_same_time_should_all_be_kept();

    [Fact]
    public Task Change_of_another_process_should_count() => Change_by_another_should_count();

    [Fact]
    public Task Change_should_count_at_once() => Own_change_should_count_at_once();

    [Fact]
    public Task Nothing_should_be_written_for_nothing() => Change_that_changes_nothing_should_not_be_written();

    [Fact]
    public async Task File_that_could_not_be_read_should_count_when_it_is_as_it_was()
    {
        var secret = await AddAsync("kitchen", Grant.All, null);
        var (path, store) = (Path.Combine(_directory.Path, KeyFile.FileName), Open());
        var ring = new KeyRing(store, TimeProvider.System);
        Assert.Null(ring.Trouble);
        var (content, written) = (await File.ReadAllTextAsync(path), File.GetLastWriteTimeUtc(path));
        await File.WriteAllTextAsync(path, "{");
        Assert.Contains("damaged", ring.Trouble, StringComparison.Ordinal);
        Assert.NotNull(ring.Find(secret));

        await File.WriteAllTextAsync(path, content);
        File.SetLastWriteTimeUtc(path, written);

        Assert.Null(ring.Trouble);
    }

    private protected override IKeyStore Open() => new KeyFile(_directory.Path);

    private protected override Task<string> KeptAsync() => File.ReadAllTextAsync(Path.Combine(_directory.Path, KeyFile.FileName));

    private protected override Task LookAsync(IKeyStore store) => Task.CompletedTask;
}
