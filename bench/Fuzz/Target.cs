using System.Text;

namespace Backprop.Fuzz;

/// <summary>A format: inputs to begin with, how they are damaged, and what reads them.</summary>
internal abstract class Target
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Target> All { get; } =
    [
        new SafeTensorsTarget(), new ModelTarget(), new CheckpointTarget(), new CsvTarget(), new IdxTarget(), new ExperimentTarget(), new NumPyTarget(), new OnnxTarget(),
    ];

    public abstract string Name { get; }

    /// <summary>Whole inputs; small, so that many are read in a second.</summary>
    public abstract IReadOnlyList<byte[]> Seeds { get; }

    protected virtual string[] TokenTexts => [];

    private byte[][]? _tokens;

    protected IReadOnlyList<byte[]> Tokens => _tokens ??= Array.ConvertAll(TokenTexts, Encoding.UTF8.GetBytes);

    /// <summary>A damaged input.</summary>
    public virtual byte[] Mutate(Dice dice, byte[] from, byte[] other) => Mutator.Bytes(dice, from, other, Tokens);

    /// <summary>Reads an input by way of a folder of its own; what it may throw is a <see cref="Numerics.BackpropException"/>.</summary>
    public abstract void Read(byte[] input, string folder);

    protected static string Write(byte[] content, string folder, string name)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
