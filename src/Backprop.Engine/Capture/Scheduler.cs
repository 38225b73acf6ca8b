namespace Backprop.Engine;

/// <summary>
/// Puts the calls of a trace into stages. A row stage holds calls whose rows do not depend on other rows, so that a block
/// of rows can go through all of them on one thread, in its cache; any other call is a stage of its own. Calls whose
/// results nobody uses are left out.
/// </summary>
internal static class Scheduler
{
    // Elements of a matrix from which reading it once for each thread costs more than waiting for each other.
    private const int LargeMatrix = 1 << 17;

    /// <summary>The stages in order; <c>Rows</c> is 0 for a call that is not cut by rows.</summary>
    public static List<(int Rows, List<TracedCall> Calls)> Schedule(Trace trace, IReadOnlyList<TracedCall> calls, IEnumerable<Tensor> results, int threads)
    {
        var nodes = Link(trace, calls, results, threads);
        var stages = new List<(int, List<TracedCall>)>();
        var open = nodes.Where(n => n.Live).ToList();
        while (open.Count > 0)
        {
            foreach (var node in open)
            {
                if (node.Cut is null && node.IsReady)
                {
                    stages.Add((0, [node.Call]));
                    node.Done = true;
                }
            }

            open.RemoveAll(n => n.Done);
            if (open.Find(n => n.Cut is not null && n.IsReady) is not { } first)
                continue;
            var stage = new List<Node>();
            foreach (var node in open)
            {
                if (node.Cut is not null && node.Rows == first.Rows && node.MayJoin(trace))
                {
                    node.InStage = true;
                    stage.Add(node);
                }
            }

            foreach (var node in stage)
                (node.Done, node.InStage) = (true, false);
            open.RemoveAll(n => n.Done);
            stages.Add((first.Rows, [.. stage.Select(n => n.Call)]));
        }

        return stages;
    }

    private static List<Node> Link(Trace trace, IReadOnlyList<TracedCall> calls, IEnumerable<Tensor> results, int threads)
    {
        var nodes = new List<Node>(calls.Count);
        var producers = new Dictionary<Tensor, Node>(ReferenceEqualityComparer.Instance);
        var writers = new Dictionary<Tensor, Node>(ReferenceEqualityComparer.Instance);
        var readers = new Dictionary<Tensor, List<Node>>(ReferenceEqualityComparer.Instance);
        foreach (var call in calls)
        {
            var node = new Node(call, threads);
            for (var i = 0; i < call.Inputs.Length; i++)
            {
                var root = trace.Root(call.Inputs[i]);
                node.Producers[i] = producers.GetValueOrDefault(root);
                if (root is not Variable)
                    continue;
                // Variables change during a step only by update ops: reads stay before or behind them.
                if (writers.TryGetValue(root, out var writer))
                    node.After.Add(writer);
                if (!readers.TryGetValue(root, out var list))
                    readers.Add(root, list = []);
                list.Add(node);
            }

            if (call.Op is UpdateOp update)
            {
                node.After.AddRange(readers.GetValueOrDefault(update.Target, []).Where(n => n != node));
                if (writers.TryGetValue(update.Target, out var earlier))
                    node.After.Add(earlier);
                writers[update.Target] = node;
                readers.Remove(update.Target);
            }

            foreach (var output in call.Outputs)
                producers.Add(output, node);
            nodes.Add(node);
        }

        foreach (var result in results)
            producers.GetValueOrDefault(trace.Root(result))?.Keep();
        foreach (var node in nodes)
        {
            if (node.Call.Op is UpdateOp)
                node.Keep();
        }

        foreach (var node in nodes)
            node.After.RemoveAll(n => !n.Live);
        return nodes;
    }

    /// <summary>A call and what it waits for.</summary>
    private sealed class Node(TracedCall call, int threads)
    {
        public TracedCall Call => call;
        public Node?[] Producers { get; } = new Node?[call.Inputs.Length];
        public List<Node> After { get; } = [];
        public bool[]? Cut { get; } = RowsOf(call) > 1 && !(threads > 1 && IsLargeProduct(call)) ? call.Op.Rows(call.InputSpecs, call.OutputSpecs) : null;
        public int Rows { get; } = RowsOf(call);
        public bool Live { get; private set; }
        public bool Done, InStage;

        public bool IsReady => Array.TrueForAll(Producers, p => p is null or { Done: true }) && After.TrueForAll(n => n.Done);

        /// <summary>Whether what it needs is there, or is computed in the same stage for the same rows.</summary>
        public bool MayJoin(Trace trace)
        {
            for (var i = 0; i < Producers.Length; i++)
            {
                if (Producers[i] is { Done: false } producer && !(producer.InStage && Cut![i] && trace.Root(call.Inputs[i]).Shape[0] == Rows))
                    return false;
            }

            return After.TrueForAll(n => n.Done);
        }

        public void Keep()
        {
            var stack = new Stack<Node>([this]);
            while (stack.TryPop(out var node))
            {
                if (node.Live)
                    continue;
                node.Live = true;
                foreach (var producer in node.Producers)
                {
                    if (producer is not null)
                        stack.Push(producer);
                }
            }
        }

        // Threads share the columns of a large product instead: each packs and reads its part of the matrix alone.
        private static bool IsLargeProduct(TracedCall call) =>
            call.Op is LinearOp or MatMulOp && call.InputSpecs[1].Shape.Count >= LargeMatrix;

        private static int RowsOf(TracedCall call) => call.OutputSpecs.Length > 0 && call.OutputSpecs[0].Shape.Rank > 0 ? call.OutputSpecs[0].Shape[0] : 0;
    }
}
