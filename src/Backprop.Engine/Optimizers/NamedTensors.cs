namespace Backprop.Engine;

/// <summary>A saved state, read strictly: a missing or unknown name, another shape or dtype is an error.</summary>
internal sealed class NamedTensors
{
    private readonly string _of;
    private readonly Dictionary<string, Tensor> _left = new(StringComparer.Ordinal);

    public NamedTensors(string of, IEnumerable<(string Name, Tensor Value)> state)
    {
        _of = of;
        foreach (var (name, value) in state)
        {
            if (!_left.TryAdd(name, value))
                throw new SettingsException($"the saved state of {of} has '{name}' twice");
        }
    }

    public bool Has(string name) => _left.ContainsKey(name);

    public Tensor Take(string name, DType dtype, Shape shape)
    {
        var value = Take(name);
        return value.DType == dtype && value.Shape == shape
            ? value
            : throw new ShapeException($"the saved state '{name}' of {_of} is {value.Spec} but {new TensorSpec(dtype, shape)} was expected");
    }

    public Tensor Take(string name) => _left.Remove(name, out var value)
        ? value
        : throw new SettingsException($"the saved state of {_of} lacks '{name}'{Nearest.Hint(name, _left.Keys)}");

    public void EnsureAllTaken()
    {
        if (_left.Count > 0)
            throw new SettingsException($"the saved state of {_of} has '{_left.Keys.Order(StringComparer.Ordinal).First()}', which nothing here is called: another network or other settings");
    }
}
