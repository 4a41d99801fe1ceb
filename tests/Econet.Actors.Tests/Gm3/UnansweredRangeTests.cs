using CsCheck;
using Econet.Actors.Gm3.Work;

namespace Econet.Actors.Tests.Gm3;

public class UnansweredRangeTests
{
    [Fact]
    public void Range_should_come_down_to_the_values_that_are_left_unanswered_in_few_requests() =>
        Gen.Int[1, 255].SelectMany(count => Gen.Select(Gen.Const(count), Gen.Int[0, count - 1], Gen.Int[0, count - 1])).Sample(
            (count, one, other) =>
            {
                var (first, last) = (Math.Min(one, other), Math.Max(one, other));
                var (silent, asked, inVain) = Narrow(count, index => index >= first && index <= last);

                Assert.Equal(Enumerable.Range(first, last - first + 1), silent);
                Assert.InRange(asked, 0, 19);
                Assert.InRange(inVain, 0, 18);
            });

    [Fact]
    public void Range_should_leave_two_values_alone_and_not_those_between_them() =>
        Gen.Int[3, 255].SelectMany(count => Gen.Select(Gen.Const(count), Gen.Int[0, count - 1], Gen.Int[0, count - 1])).Sample(
            (count, one, other) =>
            {
                var (silent, _, _) = Narrow(count, index => index == one || index == other);

                Assert.Equal(new[] { one, other }.Distinct().Order(), silent);
            });

    [Fact]
    public void Range_should_never_leave_out_what_is_silent_nor_ask_for_ever_whatever_the_device_does() =>
        Gen.Select(Gen.Int[1, 255], Gen.Bool.Array[255], Gen.Int[1, 40]).Sample((count, isSilent, most) =>
        {
            var (silent, asked, _) = Narrow(count, index => isSilent[index], most);

            Assert.All(Enumerable.Range(0, count).Where(index => isSilent[index]), index => Assert.Contains(index, silent));
            Assert.InRange(asked, 0, 2 * 255);
        });

    [Fact]
    public void Range_should_be_over_when_all_of_it_is_answered_in_the_end() =>
        Gen.Int[1, 255].Sample(count => Assert.Empty(Narrow(count, _ => false).Silent));

    /// <param name="most">What the device puts into one answer.</param>
    private static (List<int> Silent, int Asked, int InVain) Narrow(int count, Func<int, bool> isSilent, int most = 255)
    {
        var ranges = new Queue<UnansweredRange>([new(0, count - 1)]);
        var (silent, asked, inVain) = (new List<int>(), 0, 0);
        while (ranges.TryDequeue(out var range))
        {
            if (range.IsSilent)
            {
                silent.AddRange(Enumerable.Range(range.First, range.Count));
                continue;
            }

            Assert.True(++asked < 10_000, "It goes on for ever");
            var next = range.Next;
            var isAnswered = !Enumerable.Range(next.First, next.Count).Any(isSilent);
            inVain += isAnswered ? 0 : 1;
            foreach (var rest in isAnswered ? range.Answered(Math.Min(most, next.Count)) : range.LeftUnanswered(1))
            {
                ranges.Enqueue(rest);
            }
        }

        silent.Sort();
        return (silent, asked, inVain);
    }
}
