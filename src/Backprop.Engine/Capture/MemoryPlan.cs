namespace Backprop.Engine;

/// <summary>
/// Places intermediate results in blocks, so that those which live at the same time do not overlap: the largest first, each
/// at the lowest place that is free during its life.
/// </summary>
internal sealed class MemoryPlan
{
    // A cache line of the smallest element that is computed with.
    private const int Align = 64;

    private readonly List<Life> _lives = [];
    private readonly Dictionary<Tensor, Life> _byTensor = new(ReferenceEqualityComparer.Instance);

    /// <summary>Elements of each dtype, by its number.</summary>
    public int[] Counts { get; } = new int[4];

    /// <summary>Bytes it would take if nothing shared memory.</summary>
    public long BytesUnshared => _lives.Sum(l => (long)l.Tensor.Count * l.Tensor.DType.Size());

    /// <summary>Each tensor and where in its dtype's block it lies.</summary>
    public IEnumerable<(Tensor Tensor, int Offset)> Places => _lives.Select(l => (l.Tensor, l.Offset));

    /// <summary>The tensor lives at this time, and at all times between its first and its last.</summary>
    public void Uses(Tensor tensor, int time)
    {
        if (!_byTensor.TryGetValue(tensor, out var life))
        {
            _byTensor.Add(tensor, life = new(tensor, time));
            _lives.Add(life);
        }

        life.Last = time;
    }

    /// <summary>Finds the places.</summary>
    public void Place()
    {
        foreach (var group in _lives.GroupBy(l => l.Tensor.DType))
        {
            var placed = new List<Life>();
            // A stable order: sizes descending, then the order of use.
            foreach (var life in group.OrderByDescending(l => l.Tensor.Count))
            {
                var size = Rounded(life.Tensor);
                var at = 0;
                foreach (var other in placed.Where(o => o.First <= life.Last && life.First <= o.Last).OrderBy(o => o.Offset))
                {
                    if (other.Offset - at >= size)
                        break;
                    at = Math.Max(at, other.Offset + Rounded(other.Tensor));
                }

                life.Offset = at;
                placed.Add(life);
                ref var count = ref Counts[(int)group.Key];
                count = Math.Max(count, at + size);
            }
        }

        static int Rounded(Tensor tensor)
        {
            var line = Align / tensor.DType.Size();
            return (tensor.Count + line - 1) / line * line;
        }
    }

    private sealed class Life(Tensor tensor, int first)
    {
        public Tensor Tensor => tensor;
        public int First => first;
        public int Last;
        public int Offset;
    }
}
