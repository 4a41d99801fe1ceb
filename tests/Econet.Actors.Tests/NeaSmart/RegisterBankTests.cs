using System.Net;
using Econet.Actors.Messages;
using Econet.Actors.NeaSmart;
using Econet.Actors.TestKit;
using Econet.Modbus;
using Econet.Modbus.NeaSmart;

namespace Econet.Actors.Tests.NeaSmart;

public sealed class RegisterBankTests : IDisposable
{
    private const int Setpoint = 301;
    private readonly VirtualTime _time = new();
    private readonly RegisterBank _bank;
    private readonly IRegisterStore _base;

    public RegisterBankTests()
    {
        _bank = new RegisterBank(new NeaSmartOptions { Server = new NeaSmartServer.Tcp(IPAddress.Loopback) }, _time);
        _base = _bank.For("base");
    }

    public void Dispose() => _time.Dispose();

    [Fact]
    public void Bank_should_tell_once_of_much_and_give_the_last_word()
    {
        var told = 0;
        _bank.Notify(() => told++);
        told = 0;
        _bank.Drain();

        for (ushort word = 1000; word < 1500; word++)
        {
            _base.Write(240, Setpoint, [word]);
        }

        Assert.Equal(1, told);
        var news = _bank.Drain();
        Assert.Equal((Setpoint, 1499), (Assert.Single(news.Words).Register.Address, news.Words[0].Word));
        Assert.Equal(1499, Assert.Single(news.Unsaved).Word);
        _base.Write(240, Setpoint, [7]);
        Assert.Equal(2, told);
    }

    [Fact]
    public void Bank_should_not_hurry_for_a_word_that_is_there_already()
    {
        var told = 0;
        _bank.Notify(() => told++);
        _base.Write(240, Setpoint, [1000]);
        _bank.Drain();
        told = 0;

        _base.Write(240, Setpoint, [1000]);
        Span<ushort> read = stackalloc ushort[1];
        _base.Read(240, Setpoint, read);

        Assert.Equal(0, told);
        var news = _bank.Drain();
        Assert.Equal(1000, Assert.Single(news.Words).Word);
        Assert.Empty(news.Unsaved);
    }

    [Fact]
    public void Bank_should_know_who_wrote_a_register_and_when()
    {
        _base.Write(240, Setpoint, [1000]);
        var before = Assert.Single(_bank.Drain().Unsaved);
        _time.Advance(TimeSpan.FromSeconds(5));
        _bank.Offer(Setpoint, id: 5, word: 1100);
        Span<ushort> read = stackalloc ushort[1];
        _base.Read(240, Setpoint, read);

        var taken = Assert.Single(_bank.Drain().Unsaved);

        Assert.Equal((RegisterWriter.Base, (ushort)1000, 0L), (before.Writer, before.Word, before.TakenWrite));
        Assert.Equal((RegisterWriter.User, (ushort)1100, 5L), (taken.Writer, taken.Word, taken.TakenWrite));
        Assert.Equal(TimeSpan.FromSeconds(5), taken.WrittenAt - before.WrittenAt);
    }

    [Theory]
    [InlineData(1000, null)]
    [InlineData(1100, WriteStatus.Verified)]
    [InlineData(1200, WriteStatus.Overridden)]
    public void Write_from_before_a_start_should_be_judged_by_what_the_base_wrote_before_it_was_found(int held, WriteStatus? ends)
    {
        _bank.Restore([new StoredRegister(Setpoint, 1000, RegisterWriter.Base, _time.GetUtcNow(), 0)]);
        _base.Write(240, Setpoint, [(ushort)held]);

        _bank.Offer(Setpoint, id: 5, word: 1100, isOld: true);

        Assert.Equal(ends, _bank.Drain().Steps.Select(step => (WriteStatus?)step.Status).SingleOrDefault());
        Span<ushort> read = stackalloc ushort[1];
        _base.Read(240, Setpoint, read);
        Assert.Equal(ends == WriteStatus.Overridden ? 1200 : 1100, read[0]);
        Assert.Equal(ends is null ? 1 : 0, _bank.Figures().Offers);
    }

    [Theory]
    [InlineData(1000, null)]
    [InlineData(1100, WriteStatus.Verified)]
    [InlineData(1200, WriteStatus.Overridden)]
    public void Write_made_out_of_sync_should_be_judged_by_the_last_word_known_when_the_line_was_lost(int held, WriteStatus? ends)
    {
        _base.Write(240, Setpoint, [1000]);
        _time.Advance(TimeSpan.FromMinutes(6));
        _bank.Offer(Setpoint, id: 5, word: 1100);
        _bank.Lose();
        _time.Advance(TimeSpan.FromSeconds(1));

        _base.Write(240, Setpoint, [(ushort)held]);

        Assert.Equal(ends, _bank.Drain().Steps.Select(step => (WriteStatus?)step.Status).SingleOrDefault());
        Span<ushort> read = stackalloc ushort[1];
        _base.Read(240, Setpoint, read);
        Assert.Equal(ends == WriteStatus.Overridden ? 1200 : 1100, read[0]);
    }

    [Fact]
    public void Master_that_only_looks_should_decide_nothing_when_another_one_is_the_base()
    {
        var visitor = _bank.For("192.0.2.7");
        Span<ushort> read = stackalloc ushort[1];
        _base.Write(0, Setpoint, [1000]);
        _bank.Offer(Setpoint, id: 5, word: 1100);
        _bank.Drain();

        visitor.Read(240, Setpoint, read);
        Assert.Equal(1100, read[0]);
        Assert.Empty(_bank.Drain().Steps);

        _bank.For("base").Read(241, Setpoint, read);
        Assert.Equal(WriteStatus.Acknowledged, Assert.Single(_bank.Drain().Steps).Status);
    }

    [Fact]
    public void Setting_should_be_out_of_sync_when_only_a_visitor_reads_it()
    {
        var visitor = _bank.For("192.0.2.7");
        Span<ushort> read = stackalloc ushort[1];
        _base.Write(0, Setpoint, [1000]);
        for (var minute = 0; minute < 6; minute++)
        {
            visitor.Read(240, Setpoint, read);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        _base.Read(240, Setpoint, read);
        Assert.Equal(0, read[0]);
    }

    [Fact]
    public void Registers_should_be_stale_until_the_base_writes_and_when_it_has_not_for_long()
    {
        var stored = new DateTimeOffset(2026, 1, 22, 19, 0, 0, TimeSpan.Zero);
        Assert.Equal((null, true), (_bank.Figures().LastWrite, _bank.Figures().IsStale));
        _bank.Restore([new StoredRegister(Setpoint, 1000, RegisterWriter.Base, stored, 0)]);
        Assert.Equal((stored, true), (_bank.Figures().LastWrite, _bank.Figures().IsStale));

        _base.Write(0, 7, [1]);
        var written = _time.GetUtcNow();
        Assert.Equal((written, false), (_bank.Figures().LastWrite, _bank.Figures().IsStale));

        _time.Advance(TimeSpan.FromSeconds(181));
        Span<ushort> read = stackalloc ushort[1];
        _base.Read(240, Setpoint, read);
        Assert.Equal((written, true), (_bank.Figures().LastWrite, _bank.Figures().IsStale));
    }

    [Fact]
    public void Register_that_was_never_written_should_be_told_from_one_that_was_written_0()
    {
        _base.Write(240, 5000, [0]);
        Span<ushort> read = stackalloc ushort[2];
        _base.Read(240, 5000, read);

        Assert.Equal([0, 0], read.ToArray());
        Assert.Equal(5000, Assert.Single(_bank.Drain().Unsaved).Address);
        Assert.Equal(1, _bank.Figures().Stored);
    }

    [Fact]
    public async Task Masters_should_not_disturb_each_other()
    {
        var setpoints = RegisterMap.Zones.Select(zone => zone.Setpoint.Address).ToArray();
        var masters = Enumerable.Range(0, 4).Select(master => Task.Run(() =>
        {
            var words = new ushort[60];
            for (var i = 0; i < 5000; i++)
            {
                var address = setpoints[((i * 4) + master) % setpoints.Length];
                _base.Write(240, address, [(ushort)i, (ushort)i, (ushort)i]);
                _base.Read(240, address, words);
                _bank.Heard();
                if (i % 100 == 0)
                {
                    _bank.Offer(address, (10_000 * master) + i, (ushort)(i + 1));
                    _bank.Tick();
                }
            }
        }));
        await Task.WhenAll(masters);

        var news = _bank.Drain();
        var ended = news.Steps.Where(step => step.Status != WriteStatus.Acknowledged).Select(step => step.Id).ToArray();
        Assert.Equal(ended.Distinct().Count(), ended.Length);
        Assert.Equal(200, ended.Length + _bank.Figures().Offers);
        var figures = _bank.Figures();
        Assert.Equal((20_000L, 20_000L), (figures.Reads, figures.Writes));
    }
}
