namespace Backprop.Engine;

/// <summary>The initializers by name, with their default settings.</summary>
public static class Initializers
{
    /// <summary>All of them.</summary>
    public static Registry<Initializer> All { get; } = new("initializer",
        ((IEnumerable<Initializer>)
        [
            new ConstantValue(), new HeNormal(), new HeUniform(), new LecunNormal(), new LecunUniform(), new Normal(), new Ones(),
            new Orthogonal(), new TruncatedNormal(), new Uniform(), new XavierNormal(), new XavierUniform(), new Zeros(),
        ]).Select(i => (i.Name, i)));
}
