namespace Backprop;

/// <summary>
/// Weights without a model around them: safetensors files of PyTorch models and NumPy's <c>.npz</c> archives, read into a
/// network by names, and written. Layouts are PyTorch's: a linear weight is [outputs, inputs].
/// </summary>
/// <remarks>
/// A name in the file need not be the network's to the letter: <c>layers.</c> before a number may be absent (a PyTorch
/// Sequential has <c>0.weight</c>), and all may stand behind a prefix (<c>module.</c>, <c>model.</c>); other names are told by
/// <see cref="WeightOptions.Names"/>. Numbers are converted to the network's dtype. <c>num_batches_tracked</c> may be absent.
/// </remarks>
public static class Weights
{
    private const int MostShown = 8;

    /// <summary>Every tensor of a safetensors, <c>.npz</c> or <c>.npy</c> file, which is told apart by how it begins.</summary>
    /// <exception cref="FileException">It cannot be read or is damaged.</exception>
    public static IReadOnlyList<(string Name, Tensor Tensor)> Read(string path) =>
        IsNumPy(path) ? NumPyFile.Load(path).Tensors : SafeTensors.Load(path).Tensors;

    /// <summary>Takes over the values of a file into a network.</summary>
    /// <param name="network">Need not be initialised, unless something may be missing.</param>
    /// <param name="path">A safetensors file (a Backprop model is one, too) or an <c>.npz</c> archive.</param>
    /// <param name="options">What may be missing or left over, and which names differ.</param>
    /// <exception cref="FileException">
    /// The file cannot be read, or does not fit; the message lists what is missing, left over, or of another shape. The network
    /// is then as it was.
    /// </exception>
    public static WeightReport Load(Module network, string path, WeightOptions? options = null) => Load(network, Read(path), $"'{path}'", options);

    /// <summary>Takes over tensors at hand into a network.</summary>
    /// <param name="network">Need not be initialised, unless something may be missing.</param>
    /// <param name="tensors">By name, in any order.</param>
    /// <param name="source">What messages call where they come from.</param>
    /// <param name="options">What may be missing or left over, and which names differ.</param>
    /// <exception cref="FileException">They do not fit; the network is as it was.</exception>
    public static WeightReport Load(Module network, IReadOnlyList<(string Name, Tensor Tensor)> tensors, string source, WeightOptions? options = null)
    {
        options ??= new();
        var state = network.State.ToArray();
        string[] names = [.. tensors.Select(t => WeightNames.Rename(t.Name, options.Names))];
        if (names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new FileException($"{source} has two tensors for '{twice.Key}'{(options.Names.Count > 0 ? " after renaming" : "")}");
        var linear = options.InputsFirst ? network.All.OfType<Linear>().Select(l => (Variable)l.Weight).ToHashSet() : [];
        var places = WeightNames.Match([.. state.Select(s => s.Name)], names);

        var (values, loaded, missing, wrong) = (new Tensor?[state.Length], new List<(string, string)>(), new List<int>(), new List<string>());
        for (var i = 0; i < state.Length; i++)
        {
            var (name, variable) = state[i];
            if (places[i] < 0)
            {
                missing.Add(i);
                continue;
            }

            var (fileName, tensor) = tensors[places[i]];
            values[i] = Fit(tensor, variable.Shape, linear.Contains(variable));
            if (values[i] is null)
                wrong.Add(Wrong(name, fileName, tensor, variable, options));
            loaded.Add((name, fileName));
        }

        var used = places.Where(p => p >= 0).ToHashSet();
        int[] unused = [.. Enumerable.Range(0, tensors.Count).Where(i => !used.Contains(i))];
        // A count of batches is of no use for what a network computes, and older files have none.
        var lacking = missing.Where(i => !state[i].Name.EndsWith("num_batches_tracked", StringComparison.Ordinal)).ToArray();
        var problems = new List<string>();
        if (lacking.Length > 0 && !options.AllowMissing)
            problems.Add($"it lacks {List(lacking.Select(i => $"{state[i].Name} {state[i].Variable.Shape}"), lacking.Length)}");
        if (unused.Length > 0 && !options.AllowUnused)
            problems.Add($"the network has no place for {List(unused.Select(i => $"{tensors[i].Name} {tensors[i].Tensor.Shape}"), unused.Length)}");
        if (wrong.Count > 0)
            problems.Add(List(wrong, wrong.Count));
        if (problems.Count > 0)
            throw new FileException($"{source} does not fit the network: {string.Join("; ", problems)}");

        foreach (var ((_, variable), value) in state.Zip(values))
        {
            if (value is not null)
                variable.Set(value);
            else if (!variable.IsInitialized && variable.DType == DType.Int32)
                variable.Set(Tensor.Zeros(variable.Shape, DType.Int32));
        }

        return new(loaded, [.. missing.Select(i => state[i].Name)], [.. unused.Select(i => tensors[i].Name)]);
    }

    /// <summary>
    /// Writes a network's values, and nothing else, as safetensors or, if the path ends in <c>.npz</c>, as a NumPy archive.
    /// <c>safetensors.torch.load_file</c> and <c>numpy.load</c> read them.
    /// </summary>
    /// <exception cref="FileException">The file exists, or cannot be written.</exception>
    public static void Save(Module network, string path, bool overwrite = false)
    {
        (string, Tensor)[] tensors = [.. network.State.Select(s => (s.Name, (Tensor)s.Variable))];
        if (path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase))
            new NumPyFile { Tensors = tensors }.Save(path, overwrite);
        else if (path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            new SafeTensors { Tensors = tensors, Metadata = new Dictionary<string, string> { ["format"] = "pt" } }.Save(path, overwrite);
        else
            throw new FileException($"weights are written as .safetensors or .npz, not as '{path}'");
    }

    /// <summary>Whether a file begins as an <c>.npz</c> archive or a <c>.npy</c> array; one that cannot be read does not.</summary>
    public static bool IsNumPy(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var start = new byte[6];
            var length = file.ReadAtLeast(start, 6, throwOnEndOfStream: false);
            return length >= 4 && (start is [(byte)'P', (byte)'K', 3 or 5, 4 or 6, ..] || start.AsSpan().SequenceEqual(NpyArray.Magic));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // reading it tells what is wrong
        }
    }

    // The tensor as the variable takes it; null if it does not.
    private static Tensor? Fit(Tensor tensor, Shape shape, bool transpose)
    {
        if (tensor.DType == DType.Boolean)
            return null;
        if (transpose)
            return tensor.Rank == 2 && tensor.Shape[0] == shape[1] && tensor.Shape[1] == shape[0] ? Transposed(tensor) : null;
        // One number may stand without axes or with some.
        return tensor.Shape == shape ? tensor : tensor.Count == 1 && shape.Count == 1 ? tensor.Reshape(shape) : null;
    }

    private static Tensor Transposed(Tensor tensor)
    {
        using var scope = Execution.NoGradient();
        return tensor.Transpose();
    }

    private static string Wrong(string name, string fileName, Tensor tensor, Variable variable, WeightOptions options)
    {
        var expected = options.InputsFirst && variable.Rank == 2 ? $"[{variable.Shape[1]}, {variable.Shape[0]}] for linear weights" : variable.Shape.ToString();
        var turned = variable.Rank == 2 && tensor.Rank == 2 && tensor.Shape[0] == variable.Shape[1] && tensor.Shape[1] == variable.Shape[0];
        return $"{name} is {expected} in the network but {(tensor.DType == DType.Boolean ? "booleans" : tensor.Shape.ToString())} in the file"
            + (fileName == name ? "" : $" ({fileName})") + (turned && !options.InputsFirst ? ": it is the other way round (InputsFirst)" : "");
    }

    private static string List(IEnumerable<string> names, int count) =>
        string.Join(", ", names.Take(MostShown)) + (count > MostShown ? $" and {count - MostShown} more" : "");
}
