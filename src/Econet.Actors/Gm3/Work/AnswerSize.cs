namespace Econet.Actors.Gm3.Work;

/// <summary>
/// How many bytes to ask a device for at once. A bit error costs the whole answer, so on a noisy line small ones come through where large
/// ones never do: the size falls with every answer that is lost and grows with every one that is whole, and settles where a little more than
/// half of them are. Losses that hit answers of any size leave it as large as the device allows.
/// </summary>
/// <param name="most">What the device puts into one answer.</param>
internal sealed class AnswerSize(int most)
{
    private const double Least = 24;
    private const double Growth = 1.25;
    private const double Fall = 0.75;

    private double _size = most;

    /// <summary>Bytes of data in an answer.</summary>
    public int Bytes => (int)_size;

    /// <summary>As large as the device allows.</summary>
    public bool IsFull => Bytes == most;

    public void Whole(int bytes)
    {
        if (Tells(bytes))
        {
            _size = Math.Min(most, _size * Growth);
        }
    }

    /// <param name="bytes">What was asked for.</param>
    public void Lost(int bytes)
    {
        if (Tells(bytes))
        {
            _size = Math.Max(Least, _size * Fall);
        }
    }

    /// <summary>What becomes of a small answer says nothing about large ones.</summary>
    private bool Tells(int bytes) => bytes >= _size / 2;
}
