using CsCheck;
using Econet.Actors.Gm3.Work;

namespace Econet.Actors.Tests.Gm3;

public class AnswerSizeTests
{
    private const int Most = 850;

    [Fact]
    public void Size_should_begin_with_what_the_device_allows()
    {
        var size = new AnswerSize(Most);
        Assert.Equal(Most, size.Bytes);
        Assert.True(size.IsFull);
    }

    [Theory]
    [InlineData(1e-6, 800, 850)]
    [InlineData(5e-4, 60, 250)]
    [InlineData(2e-3, 24, 80)]
    public void Size_should_settle_where_about_half_of_the_answers_come_whole(double bitErrorRate, int least, int most)
    {
        var sizes = Run(new AnswerSize(Most), 3_000, s => Math.Pow(1 - bitErrorRate, 8 * (s + 11)));

        Assert.InRange(sizes.Skip(100).Average(), least, most);
    }

    [Fact]
    public void Size_should_be_small_within_few_answers_of_a_noisy_line_and_grow_again_on_a_quiet_one()
    {
        var size = new AnswerSize(Most);
        Run(size, 12, _ => 0);
        Assert.InRange(size.Bytes, 24, 60);

        Run(size, 20, _ => 1);
        Assert.True(size.IsFull);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.2)]
    public void Size_should_stay_large_when_answers_of_any_size_are_lost(double lost)
    {
        Assert.InRange(Run(new AnswerSize(Most), 2_000, _ => 1 - lost).Average(), 600, Most);
    }

    [Fact]
    public void Size_should_learn_nothing_from_small_answers_about_large_ones()
    {
        var size = new AnswerSize(Most);
        size.Lost(10);
        Assert.Equal(Most, size.Bytes);

        size.Lost(Most);
        var fallen = size.Bytes;
        size.Whole(10);
        Assert.Equal(fallen, size.Bytes);
    }

    [Fact]
    public void Size_should_stay_within_its_bounds_whatever_comes() =>
        Gen.Select(Gen.Bool, Gen.Int[0, 2_000]).List.Sample(course =>
        {
            var size = new AnswerSize(Most);
            foreach (var (whole, bytes) in course)
            {
                if (whole)
                {
                    size.Whole(bytes);
                }
                else
                {
                    size.Lost(bytes);
                }
            }

            return size.Bytes is >= 24 and <= Most;
        });

    private static List<int> Run(AnswerSize size, int answers, Func<int, double> survival)
    {
        var random = new Random(3);
        var sizes = new List<int>();
        for (var i = 0; i < answers; i++)
        {
            sizes.Add(size.Bytes);
            if (random.NextDouble() < survival(size.Bytes))
            {
                size.Whole(size.Bytes);
            }
            else
            {
                size.Lost(size.Bytes);
            }
        }

        return sizes;
    }
}
