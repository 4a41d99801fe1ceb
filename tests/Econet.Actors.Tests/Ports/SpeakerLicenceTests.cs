using Econet.Actors.Ports;
using Econet.Actors.TestKit;

namespace Econet.Actors.Tests.Ports;

public sealed class SpeakerLicenceTests : IDisposable
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(4);

    private readonly VirtualTime _time = new();

    public void Dispose() => _time.Dispose();

    [Fact]
    public void Licence_should_end_so_long_after_it_was_asked_for_and_not_after_it_was_granted()
    {
        var asked = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromSeconds(1));
        var licence = new SpeakerLicence(_time, asked, Length);

        Assert.Equal(TimeSpan.FromSeconds(3), licence.Left);
        _time.Advance(TimeSpan.FromSeconds(3) - TimeSpan.FromTicks(1));
        Assert.True(licence.IsValid);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.False(licence.IsValid);
        Assert.Equal(TimeSpan.Zero, licence.Left);
    }

    [Fact]
    public void Licence_should_go_on_while_it_is_renewed_in_time()
    {
        var licence = new SpeakerLicence(_time, _time.GetTimestamp(), Length);
        for (var second = 0; second < 100; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.True(licence.Renew(_time.GetTimestamp(), Length));
        }

        _time.Advance(Length - TimeSpan.FromTicks(1));
        Assert.True(licence.IsValid);
    }

    [Fact]
    public void Licence_should_stay_over_when_the_process_was_stopped_for_longer_than_it_lasts()
    {
        var licence = new SpeakerLicence(_time, _time.GetTimestamp(), Length);
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.False(licence.Renew(_time.GetTimestamp(), Length));
        Assert.False(licence.IsValid);
    }

    [Fact]
    public void Licence_should_stay_over_when_it_was_ended()
    {
        var licence = new SpeakerLicence(_time, _time.GetTimestamp(), Length);

        licence.End();

        Assert.False(licence.IsValid);
        Assert.False(licence.Renew(_time.GetTimestamp(), Length));
    }

    [Fact]
    public void Licence_should_never_end_when_the_process_is_alone()
    {
        Assert.True(SpeakerLicence.Unlimited.IsValid);
        Assert.Equal(TimeSpan.MaxValue, SpeakerLicence.Unlimited.Left);
    }
}
