using Backprop.Numerics;

namespace Backprop.Data;

/// <summary>
/// The batches of each epoch, in an order that is a function of the seed and the epoch's number alone, so that training
/// can be taken up again anywhere. Large batches are gathered ahead on a thread beside training.
/// </summary>
public sealed class Batches
{
    // Below this many bytes, gathering takes less time than telling a thread to.
    private const int PrefetchBytes = 1 << 17;

    private readonly EncodedTable _table;
    private readonly Philox _random;
    private readonly bool _shuffle;

    /// <summary>Of a table's rows.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="size">Rows of a batch; the last of an epoch may have fewer.</param>
    /// <param name="random">The stream that shuffles: step e for epoch e.</param>
    /// <param name="shuffle">Whether rows are shuffled; else they come in order.</param>
    /// <exception cref="SettingsException">The batch size is less than 1.</exception>
    public Batches(EncodedTable table, int size, Philox random, bool shuffle = true)
    {
        if (size < 1)
            throw new SettingsException($"the batch size must be 1 or more but is {size}");
        (_table, _random, _shuffle) = (table, random, shuffle);
        Size = Math.Min(size, Math.Max(1, table.Rows));
    }

    /// <summary>Rows of a full batch: the size asked for, at most the table's rows.</summary>
    public int Size { get; }

    /// <summary>Batches of an epoch.</summary>
    public int Count => (_table.Rows + Size - 1) / Size;

    /// <summary>The order of the rows in an epoch.</summary>
    public int[] Order(int epoch) => _shuffle ? _random.Permutation(_table.Rows, (uint)epoch) : [.. Enumerable.Range(0, _table.Rows)];

    /// <summary>The batches of an epoch; each is valid until the next is asked for.</summary>
    /// <param name="epoch">The epoch's number, which chooses the order.</param>
    /// <param name="skip">Batches to leave out at the beginning: where an interrupted epoch goes on.</param>
    public IEnumerable<Batch> Epoch(int epoch, int skip = 0)
    {
        var bytes = (long)Size * sizeof(float) * (_table.FeatureCount + _table.EmbeddingCount + _table.TargetCount);
        return bytes >= PrefetchBytes && Count - skip > 1 ? Ahead(Order(epoch), skip) : InTurn(Order(epoch), skip);
    }

    private ReadOnlySpan<int> RowsOf(int[] order, int batch) => order.AsSpan(batch * Size, Math.Min(Size, order.Length - (batch * Size)));

    private IEnumerable<Batch> InTurn(int[] order, int skip)
    {
        var batch = new Batch(_table, Size);
        for (var i = skip; i < Count; i++)
        {
            batch.Gather(i, RowsOf(order, i));
            yield return batch;
        }
    }

    // Two batches take turns: one is trained on while the other is gathered.
    private IEnumerable<Batch> Ahead(int[] order, int skip)
    {
        Batch[] batches = [new(_table, Size), new(_table, Size)];
        using var free = new SemaphoreSlim(2);
        using var full = new SemaphoreSlim(0);
        using var stop = new CancellationTokenSource();
        Exception? failure = null;
        var gathering = Task.Run(() =>
        {
            try
            {
                for (var i = skip; i < Count; i++)
                {
                    free.Wait(stop.Token);
                    batches[i % 2].Gather(i, RowsOf(order, i));
                    full.Release();
                }
            }
            catch (OperationCanceledException)
            {
                // The epoch was left early.
            }
            catch (Exception e)
            {
                failure = e;
                full.Release();
                throw;
            }
        });
        try
        {
            for (var i = skip; i < Count; i++)
            {
                full.Wait();
                if (failure is not null)
                    break; // waiting for the thread throws it
                yield return batches[i % 2];
                free.Release();
            }
        }
        finally
        {
            stop.Cancel();
            gathering.Wait();
        }
    }
}
