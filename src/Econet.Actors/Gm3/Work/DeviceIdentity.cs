using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Work;

/// <summary>What a device's answer to who it is comes to.</summary>
internal enum Identification
{
    /// <summary>The one that was there before, or the first.</summary>
    Known,

    /// <summary>Another one than before.</summary>
    Another,

    /// <summary>Perhaps another one: it is to be asked again.</summary>
    Unsure,
}

/// <summary>
/// Who a device says that it is. Nothing known is forgotten for what one answer says: another identity counts once it was said twice, and so does
/// a first one while the line is in doubt.
/// </summary>
internal sealed class DeviceIdentity
{
    /// <summary>An answer that shows another device.</summary>
    private (Command Command, byte[] Data)? _claimed;

    /// <summary>What it said of itself; null when it never did.</summary>
    public byte[]? Said { get; private set; }

    /// <summary>It was asked since it may have become another one.</summary>
    public bool WasAsked { get; private set; }

    /// <summary>The same, and it has answered.</summary>
    public bool HasTold { get; private set; }

    public bool WasAskedInThisToken { get; private set; }

    /// <summary>It has said who it is before, so it is asked before its values are read.</summary>
    public bool OughtToTell => Said is not null && !WasAsked;

    public void Restore(byte[]? said) => Said = said is not null && Settings.TryParse(said, out _) ? said : null;

    /// <summary>A token has come.</summary>
    public void BeginToken() => WasAskedInThisToken = false;

    /// <summary>Another device may be there now.</summary>
    public void Doubt()
    {
        WasAsked = HasTold = false;
        _claimed = null;
    }

    /// <summary>Another device is there.</summary>
    public void Forget()
    {
        Doubt();
        Said = null;
    }

    /// <summary>It was asked, and has not answered; or it is not to be asked.</summary>
    public void NotTold() => WasAsked = WasAskedInThisToken = true;

    /// <summary>The device has shown otherwise that it is the one from before.</summary>
    public void Confirmed() => _claimed = null;

    /// <summary>It said who it is.</summary>
    public Identification Take(Frame answer, bool inDoubt)
    {
        WasAskedInThisToken = true;
        var said = answer.Data.ToArray();
        var (isFirst, isKnown) = (Said is null, Said is not null && Said.AsSpan().SequenceEqual(said));
        if (!isKnown && (inDoubt || !isFirst) && !IsSaidAgain(answer))
        {
            return Identification.Unsure;
        }

        (Said, _claimed) = (said, null);
        WasAsked = HasTold = true;
        return isKnown || isFirst ? Identification.Known : Identification.Another;
    }

    /// <summary>An answer that shows another device is the same as the one before.</summary>
    public bool IsSaidAgain(Frame answer)
    {
        var isSaidAgain = _claimed is { } claimed && claimed.Command == answer.Command && claimed.Data.AsSpan().SequenceEqual(answer.Data.Span);
        _claimed = (answer.Command, answer.Data.ToArray());
        return isSaidAgain;
    }
}
