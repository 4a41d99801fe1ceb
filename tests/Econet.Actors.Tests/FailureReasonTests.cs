using Econet.Actors.Storage;
using Microsoft.Data.Sqlite;

namespace Econet.Actors.Tests;

public class FailureReasonTests
{
    public static TheoryData<Exception> Failures => new(
        new UnauthorizedAccessException("Access to the path '/data' is denied.", new IOException("Permission denied.")),
        new UnauthorizedAccessException("Access to the path '/data' is denied."),
        new InvalidDataException("The state file's structure is damaged."),
        new SqliteException("SQLite Error 10: 'disk I/O error'.", 10),
        new SqliteException("SQLite Error 26: 'file is not a database'.", 26),
        new IOException("Two\nlines.\n"));

    [Theory]
    [MemberData(nameof(Failures))]
    public void Reason_should_be_a_part_of_a_sentence(Exception failure)
    {
        Assert.Matches("^[^\n]+[^. \n]$", FailureReason.Of(failure));
        Assert.Matches("^[^\n]+[^. \n]$", StoreTrouble.Describe(failure, "/nowhere/house.db"));
    }

    [Fact]
    public void Reason_should_be_that_of_the_innermost_failure() =>
        Assert.Equal("Why", FailureReason.Of(new IOException("Outer.", new IOException("Why."))));
}
