using DataType = Backprop.Onnx.TensorProto.Types.DataType;

namespace Backprop.Onnx;

/// <summary>Operators that move elements, or compute sizes.</summary>
internal static class ShapeRules
{
    // A graph of a few bytes may ask for any size.
    private const long MostElements = 1 << 26;

    public static GraphValue[] Constant(NodeCall node)
    {
        if (node.Attribute("value") is { T: { } tensor })
            return [TensorReader.Read(tensor, node.Outputs[0])];
        if (node.Attribute("value_float") is not null)
            return NodeRules.Out(Tensor.Scalar((float)node.Float("value_float", 0)));
        if (node.Attribute("value_floats") is { } floats)
            return NodeRules.Out(Tensor.Constant<float>(floats.Floats.ToArray(), floats.Floats.Count));
        if (node.Attribute("value_int") is not null)
            return [GraphValue.Of([node.Int("value_int", 0)])];
        return node.Ints("value_ints") is { } ints ? [GraphValue.Of(ints, ints.Length)] : throw node.Wrong("has no value of numbers");
    }

    public static GraphValue[] Cast(NodeCall node)
    {
        var value = node.Value(0);
        switch ((DataType)node.Int("to", 0))
        {
            // One float type is computed with: the network's.
            case DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16:
                return value.Whole is null && value.Tensor.DType.IsFloat() ? [value] : NodeRules.Out(value.Tensor.Convert(DType.Float32));
            case DataType.Int64 or DataType.Int32:
                return value.Whole is not null ? [value] : NodeRules.Out(value.Tensor.Convert(DType.Int32));
            case DataType.Bool:
                return NodeRules.Out(value.Tensor.Convert(DType.Boolean));
            default:
                throw node.Wrong($"converts to {((DataType)node.Int("to", 0)).ToString().ToLowerInvariant()}, which is no type a network here computes with");
        }
    }

    public static GraphValue[] ShapeOf(NodeCall node)
    {
        var dims = node.Value(0).Dims;
        var (start, end) = (Place(node.Int("start", 0), dims.Length), Place(node.Int("end", long.MaxValue), dims.Length));
        long[] sizes = [.. dims.Skip(start).Take(Math.Max(0, end - start)).Select(d => (long)d)];
        return [GraphValue.Of(sizes, sizes.Length)];
    }

    public static GraphValue[] Reshape(NodeCall node)
    {
        var value = node.Value(0);
        var wanted = node.WholeOrAttribute(1, "shape") ?? throw node.Wrong("does not say which shape");
        var count = value.Dims.Aggregate(1L, (a, b) => a * b);
        var sizes = new long[wanted.Length];
        var known = 1L;
        for (var i = 0; i < sizes.Length; i++)
        {
            sizes[i] = wanted[i] == 0 && node.Int("allowzero", 0) == 0
                ? i < value.Dims.Length ? value.Dims[i] : throw node.Wrong($"copies the size of axis {i}, which its input does not have")
                : wanted[i];
            if (sizes[i] is < -1 or > int.MaxValue)
                throw node.Wrong($"asks for the shape [{string.Join(", ", wanted)}]");
            if (sizes[i] >= 0)
                known = checked(known * sizes[i]);
        }

        var open = Array.IndexOf(sizes, -1);
        if (open >= 0)
            sizes[open] = known > 0 && count % known == 0 ? count / known : throw node.Wrong($"cannot make [{string.Join(", ", wanted)}] of [{string.Join(", ", value.Dims)}]");
        if (sizes.Any(s => s < 0) || sizes.Aggregate(1L, (a, b) => checked(a * b)) != count)
            throw node.Wrong($"cannot make [{string.Join(", ", wanted)}] of [{string.Join(", ", value.Dims)}]");
        return [value.Reshaped([.. sizes.Select(s => (int)s)])];
    }

    public static GraphValue[] Flatten(NodeCall node)
    {
        var value = node.Value(0);
        var from = node.Int("axis", 1);
        var axis = from == value.Dims.Length ? value.Dims.Length : node.Axis(from, value.Dims.Length);
        return [value.Reshaped([value.Dims[..axis].Aggregate(1, (a, b) => a * b), value.Dims[axis..].Aggregate(1, (a, b) => a * b)])];
    }

    public static GraphValue[] Squeeze(NodeCall node)
    {
        var value = node.Value(0);
        var rank = value.Dims.Length;
        var axes = node.WholeOrAttribute(1, "axes")?.Select(a => node.Axis(a, rank)).ToHashSet() ?? [.. Enumerable.Range(0, rank).Where(i => value.Dims[i] == 1)];
        return axes.All(a => value.Dims[a] == 1)
            ? [value.Reshaped([.. value.Dims.Where((_, i) => !axes.Contains(i))])]
            : throw node.Wrong($"drops axes {string.Join(", ", axes)} of [{string.Join(", ", value.Dims)}], which are not all of size 1");
    }

    public static GraphValue[] Unsqueeze(NodeCall node)
    {
        var value = node.Value(0);
        var wanted = node.WholeOrAttribute(1, "axes") ?? throw node.Wrong("does not say which axes");
        var rank = value.Dims.Length + wanted.Length;
        if (rank > 16)
            throw node.Wrong($"makes {rank} axes, more than 16");
        var axes = wanted.Select(a => node.Axis(a, rank)).ToHashSet();
        if (axes.Count < wanted.Length)
            throw node.Wrong("names an axis twice");
        var rest = new Queue<int>(value.Dims);
        return [value.Reshaped([.. Enumerable.Range(0, rank).Select(i => axes.Contains(i) ? 1 : rest.Dequeue())])];
    }

    public static GraphValue[] Transpose(NodeCall node)
    {
        var x = node[0];
        var order = node.Ints("perm")?.Select(a => node.Axis(a, x.Rank)).ToArray() ?? [.. Enumerable.Range(0, x.Rank).Reverse()];
        return NodeRules.Out(x.Rank < 2 ? x : x.Permute(order));
    }

    public static GraphValue[] Concat(NodeCall node)
    {
        var values = Enumerable.Range(0, node.Count).Select(node.Value).ToArray();
        var axis = node.Axis(node.Int("axis", 0), values.Length == 0 ? 0 : values[0].Dims.Length);
        if (!values.All(v => v is { Whole: not null, Dims.Length: 1 }))
            return NodeRules.Out(values.Length == 1 ? values[0].Tensor : Ops.Concatenate(axis, [.. values.Select(v => v.Tensor)]));
        long[] all = [.. values.SelectMany(v => v.Whole!)];
        return [GraphValue.Of(all, all.Length)];
    }

    public static GraphValue[] Gather(NodeCall node)
    {
        var (value, places) = (node.Value(0), node.Value(1));
        var axis = node.Axis(node.Int("axis", 0), value.Dims.Length);
        var size = value.Dims[axis];
        if (places.Whole is { } known)
        {
            known = [.. known.Select(k => k >= -size && k < size ? k < 0 ? k + size : k : throw node.Wrong($"takes place {k} of {size}"))];
            if (value.Whole is { } from && value.Dims.Length == 1)
                return [GraphValue.Of([.. known.Select(k => from[k])], places.Dims)];
            places = GraphValue.Of(known, places.Dims);
        }

        var index = places.Tensor.Convert(DType.Int32);
        var rows = value.Tensor.IndexSelect(axis, index.Reshape(index.Count));
        return NodeRules.Out(rows.Reshape(new Shape([.. value.Dims[..axis], .. places.Dims, .. value.Dims[(axis + 1)..]])));
    }

    public static GraphValue[] Expand(NodeCall node)
    {
        var x = node[0];
        var wanted = node.Whole(1);
        if (wanted.Length > 16 || wanted.Any(w => w is < 0 or > int.MaxValue))
            throw node.Wrong($"asks for the shape [{string.Join(", ", wanted)}]");
        var shape = wanted.Aggregate((double)x.Count, (a, b) => a * Math.Max(1, b)) <= MostElements * (double)Math.Max(1, x.Count)
            ? Shape.TryBroadcast(x.Shape, new Shape([.. wanted.Select(w => (int)w)]))
            : throw node.Wrong($"asks for the shape [{string.Join(", ", wanted)}], more than {MostElements} elements");
        return NodeRules.Out(x.Expand(shape ?? throw node.Wrong($"cannot make [{string.Join(", ", wanted)}] of {x.Shape}")));
    }

    public static GraphValue[] Slice(NodeCall node)
    {
        var value = node.Value(0);
        var rank = value.Dims.Length;
        var starts = node.WholeOrAttribute(1, "starts") ?? throw node.Wrong("does not say where it starts");
        var ends = node.WholeOrAttribute(2, "ends") ?? throw node.Wrong("does not say where it ends");
        var axes = node.WholeOrAttribute(3, "axes") ?? [.. Enumerable.Range(0, starts.Length).Select(i => (long)i)];
        var steps = node.Has(4) ? node.Whole(4) : [.. starts.Select(_ => 1L)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length)
            throw node.Wrong("has starts, ends, axes and steps of different counts");
        for (var i = 0; i < starts.Length; i++)
        {
            var axis = node.Axis(axes[i], rank);
            var size = value.Dims[axis];
            var step = steps[i] is 0 or > int.MaxValue or < -int.MaxValue ? throw node.Wrong($"has the step {steps[i]}") : (int)steps[i];
            var start = Bound(starts[i], size, step > 0 ? 0 : -1, step > 0 ? size : size - 1);
            var end = Bound(ends[i], size, step > 0 ? 0 : -1, step > 0 ? size : size - 1);
            var length = step > 0 ? (end - start + step - 1L) / step : (start - end - step - 1L) / -step;
            length = Math.Max(0, length);
            if (value.Whole is { } whole && rank == 1)
            {
                value = GraphValue.Of([.. Enumerable.Range(0, (int)length).Select(k => whole[start + (k * step)])], (int)length);
                continue;
            }

            if (start != 0 || step != 1 || length != size)
                value = GraphValue.Of(value.Tensor.Slice(axis, length == 0 ? 0 : start, (int)length, step));
        }

        return [value];
    }

    public static GraphValue[] Split(NodeCall node)
    {
        var x = node[0];
        var axis = node.Axis(node.Int("axis", 0), x.Rank);
        var (size, parts) = (x.Shape[axis], node.Outputs.Count);
        var each = (size + parts - 1) / parts;
        var sizes = node.WholeOrAttribute(1, "split") ?? [.. Enumerable.Range(0, parts).Select(i => (long)Math.Clamp(size - (i * each), 0, each))];
        if (sizes.Length != parts || sizes.Any(s => s < 0 || s > size) || sizes.Sum() != size)
            throw node.Wrong($"cuts {size} into [{string.Join(", ", sizes)}]");
        return [.. x.Split(axis, [.. sizes.Select(s => (int)s)]).Select(GraphValue.Of)];
    }

    private static int Place(long place, int count) => (int)Math.Clamp(place < 0 ? place + count : place, 0, count);

    private static int Bound(long place, int size, int least, int most) => (int)Math.Clamp(place < 0 ? Math.Max(place, -1L - size) + size : place, least, most);
}
