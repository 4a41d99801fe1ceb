using Econet.Actors.Storage;

namespace Econet.Actors.Tests.Storage;

public sealed class DocumentChecksumTests : IDisposable
{
    private static readonly byte[] Content = "\u0001\u0000IDWTSetPoint\u0000"u8.ToArray();

    private readonly StateDirectory _state = new();

    public static TheoryData<string> Columns => ["name", "content", "checksum"];

    public void Dispose() => _state.Dispose();

    [Theory]
    [MemberData(nameof(Columns))]
    public void Store_should_leave_out_a_document_when_any_bit_of_it_has_flipped(string column)
    {
        Fill();
        byte[] whole;
        using (var file = _state.Connect())
        {
            whole = (byte[])file.Scalar($"SELECT CAST({column} AS BLOB) FROM documents WHERE name = 'structures'")!;
        }

        for (var bit = 0; bit < 8 * whole.Length; bit++)
        {
            var flipped = whole.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            var type = column == "name" ? "TEXT" : "BLOB";
            using (var file = _state.Connect())
            {
                file.Execute($"UPDATE documents SET {column} = CAST(x'{Convert.ToHexString(flipped)}' AS {type}) WHERE name <> 'address'");
            }

            using (var store = _state.Open())
            {
                Assert.Equal(["address"], store.Load().Documents.Keys);
                Assert.Equal("documents", Assert.Single(store.TakeBadRows()).Table);
                Assert.Equal((true, null), (store.Health.OnDisk, store.Health.SetAside));
            }
        }
    }

    [Fact]
    public void Store_should_take_the_documents_of_a_file_from_before_there_were_checksums()
    {
        using (var file = _state.Connect())
        {
            file.Execute($"{StateSchema.StepsFrom(0).First()}; INSERT INTO documents VALUES ('address', x'6b00'); PRAGMA user_version=1");
        }

        using (var store = _state.Open())
        {
            Assert.Equal([0x6b, 0], store.Load().Documents["address"]);
            store.PutDocument("address", [0x6c, 0]);
            Assert.True(store.Commit());
        }

        Assert.Equal([0x6c, 0], _state.Open().Load().Documents["address"]);
    }

    [Fact]
    public void Store_should_keep_a_document_that_was_learned_in_the_place_of_a_damaged_one()
    {
        Fill();
        using (var file = _state.Connect())
        {
            file.Execute("UPDATE documents SET content = x'00' WHERE name = 'structures'");
        }

        using (var store = _state.Open())
        {
            Assert.False(store.Load().Documents.ContainsKey("structures"));
            store.PutDocument("structures", Content);
            Assert.True(store.Commit());
        }

        using var again = _state.Open();
        Assert.Equal(Content, again.Load().Documents["structures"]);
        Assert.Empty(again.TakeBadRows());
    }

    private void Fill()
    {
        using var store = _state.Open();
        store.PutDocument("structures", Content);
        store.PutDocument("address", [0x6b, 0]);
        Assert.True(store.Commit());
    }
}
