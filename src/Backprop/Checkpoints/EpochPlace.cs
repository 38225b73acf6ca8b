namespace Backprop;

/// <summary>A place between two batches of an epoch.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Batch">The next batch, from 0.</param>
/// <param name="LossSum">The sum of the losses so far, each by its rows.</param>
/// <param name="Rows">The rows so far.</param>
internal readonly record struct EpochPlace(int Epoch, int Batch = 0, double LossSum = 0, int Rows = 0)
{
    /// <summary>The mean loss so far.</summary>
    public double MeanLoss => LossSum / Rows;

    /// <summary>After one more batch.</summary>
    public EpochPlace After(Batch batch, double loss) => new(Epoch, batch.Index + 1, LossSum + (loss * batch.Rows), Rows + batch.Rows);
}
