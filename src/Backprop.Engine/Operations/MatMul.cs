using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// The product of matrices, op(a)[…, m, k] · op(b)[…, k, n] = c[…, m, n], where op may transpose and the leading axes are
/// broadcast: da = dc · bᵀ, db = aᵀ · dc.
/// </summary>
public sealed class MatMulOp : Op
{
    /// <summary>Transposing either or not.</summary>
    public MatMulOp(bool transposeA = false, bool transposeB = false) => (TransposeA, TransposeB) = (transposeA, transposeB);

    /// <summary>Whether a stands as [k, m].</summary>
    public bool TransposeA { get; }

    /// <summary>Whether b stands as [n, k].</summary>
    public bool TransposeB { get; }

    /// <inheritdoc/>
    public override string Name => "matmul";

    /// <inheritdoc/>
    public override string Constants => (TransposeA, TransposeB) switch
    {
        (true, true) => "aᵀ · bᵀ",
        (true, false) => "aᵀ · b",
        (false, true) => "a · bᵀ",
        _ => "",
    };

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var (a, b) = (inputs[0].Shape, inputs[1].Shape);
        var dtype = Require.SameFloat(this, inputs[0], inputs[1]);
        if (a.Rank < 2 || b.Rank < 2)
            throw new ShapeException($"'matmul' multiplies matrices [m, k] · [k, n] but got {a} and {b}: make a vector a row with Unsqueeze(0) or a column with Unsqueeze(1)");
        var (m, k, n) = Sizes(a, b);
        if (k != b[TransposeB ? -1 : -2])
        {
            throw new ShapeException(
                $"'matmul' needs the inner sizes to be equal but {k} of {a}{(TransposeA ? "ᵀ" : "")} is not "
                + $"{b[TransposeB ? -1 : -2]} of {b}{(TransposeB ? "ᵀ" : "")}: transpose one of them or change a layer's size");
        }

        var batch = Shape.TryBroadcast(Leading(a), Leading(b))
            ?? throw new ShapeException($"'matmul' cannot broadcast the leading axes of {a} and {b}: they must be equal or 1; Reshape or Expand one of them");
        return [new(dtype, new([.. batch.Sizes, m, n]))];
    }

    private (int M, int K, int N) Sizes(Shape a, Shape b) => (a[TransposeA ? -1 : -2], a[TransposeA ? -2 : -1], b[TransposeB ? -2 : -1]);

    private static Shape Leading(Shape shape) => new(shape.Sizes[..^2]);

    /// <inheritdoc/>
    protected internal override long Flops(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        2L * outputs[0].Shape.Count * Sizes(inputs[0].Shape, inputs[1].Shape).K;

    /// <inheritdoc/>
    protected internal override bool[]? Rows(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        inputs[0].Shape.Rank > 2 && inputs[1].Shape.Rank == inputs[0].Shape.Rank ? RowCut.Broadcast(inputs, outputs[0])
        : inputs[1].Shape.Rank == 2 && !TransposeA ? [true, false]
        : null;

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        if (inputs[0].DType == DType.Float32)
            Run<float>(inputs[0], inputs[1], outputs[0], workers);
        else
            Run<double>(inputs[0], inputs[1], outputs[0], workers);
    }

    private void Run<T>(Tensor a, Tensor b, Tensor c, Workers workers)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var (m, k, n) = Sizes(a.Shape, b.Shape);
        var batch = 1;
        foreach (var size in c.Shape.Sizes[..^2])
            batch *= size;
        // Where b is one matrix, the leading axes of a are just more rows.
        if (b.Rank == 2 && !TransposeA)
        {
            MatrixProduct.Multiply(a.Span<T>(), false, b.Span<T>(), TransposeB, c.Writable<T>(), batch * m, n, k, workers);
            return;
        }

        // Many small products: threads share the batch. Large ones share each product's rows.
        var part = (int)Math.Max(1, SmallProduct / Math.Max(1, (long)m * n * k));
        if (workers.Count > 1 && batch > 1 && (long)m * n * k < SmallProduct)
            workers.For((batch + part - 1) / part, new PartOfBatch<T>(this, a, b, c, batch, part));
        else
            Products<T>(a, b, c, 0, batch, workers);
    }

    private readonly struct PartOfBatch<T>(MatMulOp op, Tensor a, Tensor b, Tensor c, int batch, int part) : IPartsJob
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        public void Run(int number) =>
            op.Products<T>(a, b, c, number * part, Math.Min(batch, (number + 1) * part), Workers.One);
    }

    private void Products<T>(Tensor a, Tensor b, Tensor c, int first, int last, Workers workers)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var (m, k, n) = Sizes(a.Shape, b.Shape);
        ReadOnlySpan<int> batch = c.Shape.Sizes[..^2], ofA = a.Shape.Sizes[..^2], ofB = b.Shape.Sizes[..^2];
        for (var i = first; i < last; i++)
        {
            var (fromA, fromB) = (Place(i, batch, ofA) * m * k, Place(i, batch, ofB) * k * n);
            MatrixProduct.Multiply(
                a.Span<T>().Slice(fromA, m * k), TransposeA, b.Span<T>().Slice(fromB, k * n), TransposeB,
                c.Writable<T>().Slice(i * m * n, m * n), m, n, k, workers);
        }
    }

    // Multiplications that are worth waking a thread for.
    private const int SmallProduct = 1 << 18;

    // Which matrix of an operand belongs to number i of the broadcast batch.
    private static int Place(int i, ReadOnlySpan<int> batch, ReadOnlySpan<int> leading)
    {
        var (place, step) = (0, 1);
        for (var axis = 1; axis <= leading.Length; axis++)
        {
            if (leading[^axis] != 1)
                place += i % batch[^axis] * step;
            i /= batch[^axis];
            step *= leading[^axis];
        }

        return place;
    }

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context)
    {
        var (a, b, dc) = (context.Input(0), context.Input(1), context.Grad());
        // da stands as a does: transposed if a is. Likewise db.
        return
        [
            !context.Needs(0) ? null : TransposeA ? b.MatMul(dc, TransposeB, true) : dc.MatMul(b, false, !TransposeB),
            !context.Needs(1) ? null : TransposeB ? GradB(dc, true, a, TransposeA) : GradB(a, !TransposeA, dc, false),
        ];

        // With one b for all leading axes, db sums over them: as more rows of one product, not as a batch of products.
        Tensor GradB(Tensor left, bool transposeLeft, Tensor right, bool transposeRight) =>
            b.Rank == 2 && a.Rank > 2 && !TransposeA
                ? Flat(left).MatMul(Flat(right), transposeLeft, transposeRight)
                : left.MatMul(right, transposeLeft, transposeRight);

        static Tensor Flat(Tensor x) => x.Reshape(-1, x.Shape[^1]);
    }
}

public static partial class Ops
{
    /// <summary>
    /// The product of the last two axes as matrices, leading axes broadcast: [m, k] · [k, n] = [m, n]. A transposed operand
    /// is read in place.
    /// </summary>
    /// <exception cref="ShapeException">The inner sizes differ.</exception>
    public static Tensor MatMul(this Tensor a, Tensor b, bool transposeA = false, bool transposeB = false) =>
        new MatMulOp(transposeA, transposeB).Apply(a, b);
}
