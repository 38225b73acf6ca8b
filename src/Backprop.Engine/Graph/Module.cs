namespace Backprop.Engine;

/// <summary>
/// A layer, or a network of them. Parameters, buffers and children are declared in the constructor, in order: the order
/// fixes random draws, the file's layout and the printout.
/// </summary>
public abstract partial class Module
{
    private readonly List<(string Name, Variable Variable)> _variables = [];
    private readonly List<(string Name, Module Child)> _children = [];
    private Module? _parent;
    private string _name = "";
    private bool _ready;

    /// <summary>The name it is registered under, such as <c>linear</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>What distinguishes it, for people: <c>64 → 10</c>. Empty if nothing does.</summary>
    public virtual string Description => "";

    /// <summary>What a registry needs to build it again, without values.</summary>
    public abstract Settings Settings { get; }

    /// <summary>Its place in the network, such as <c>layers.1</c>; empty for the whole.</summary>
    public string Path => _parent is null ? _name : _parent.Path is { Length: > 0 } path ? $"{path}.{_name}" : _name;

    /// <summary>The layers directly inside, in order, with their names.</summary>
    public IReadOnlyList<(string Name, Module Child)> Children => _children;

    /// <summary>This module and all inside, outermost first.</summary>
    public IEnumerable<Module> All => _children.SelectMany(c => c.Child.All).Prepend(this);

    /// <summary>Everything that is saved, by readable name, in order of declaration.</summary>
    public IEnumerable<(string Name, Variable Variable)> State =>
        _variables.Concat(_children.SelectMany(c => c.Child.State.Select(s => ($"{c.Name}.{s.Name}", s.Variable))));

    /// <summary>All parameters, in order; one that is used twice stands once.</summary>
    public IReadOnlyList<Parameter> Parameters => [.. State.Select(s => s.Variable).OfType<Parameter>().Distinct()];

    /// <summary>The variable of a readable name.</summary>
    /// <exception cref="SettingsException">There is none; the nearest name is suggested.</exception>
    public Variable this[string name]
    {
        get
        {
            foreach (var (key, variable) in State)
            {
                if (key == name)
                    return variable;
            }

            throw new SettingsException($"the network has no parameter '{name}'{Nearest.Hint(name, State.Select(s => s.Name))}");
        }
    }

    /// <summary>Declares a parameter; to be called in the constructor.</summary>
    protected Parameter AddParameter(string name, Shape shape, Initializer? initializer) => Declare(name, new Parameter(shape, initializer));

    /// <summary>Declares a state; to be called in the constructor.</summary>
    protected Buffer AddBuffer(string name, Shape shape, Initializer initializer, DType dtype = DType.Float32) =>
        Declare(name, new Buffer(shape, initializer, dtype));

    /// <summary>Declares a layer inside; to be called in the constructor.</summary>
    protected T AddChild<T>(string name, T child) where T : Module
    {
        if (child._parent is not null)
            throw new SettingsException($"the {child.Kind} '{name}' is part of another module already: build a second one");
        child._parent = this;
        child._name = name;
        _children.Add((name, child));
        child.Rename();
        return child;
    }

    private T Declare<T>(string name, T variable) where T : Variable
    {
        variable.Name = name;
        _variables.Add((name, variable));
        return variable;
    }

    // Names are known from the outside in; each new level renames what it took in.
    private void Rename()
    {
        foreach (var (name, variable) in State)
            variable.Name = Path.Length == 0 ? name : $"{Path}.{name}";
    }

    /// <summary>The result for a batch.</summary>
    /// <param name="input">[batch, …]; see the layer.</param>
    /// <param name="pass">Training or not; <see cref="Pass.Inference"/> by default.</param>
    /// <exception cref="ShapeException">The input does not fit; the message names this layer.</exception>
    public Tensor Forward(Tensor input, Pass? pass = null)
    {
        if (!_ready && !(pass?.ShapesOnly ?? false))
            CheckInitialized();
        pass ??= Pass.Inference;
        var output = Compute(input, pass);
        pass.Observer?.Invoke(this, input, output);
        return output;
    }

    /// <summary>What the layer does.</summary>
    protected abstract Tensor Compute(Tensor input, Pass pass);

    /// <summary>Fills every variable by its initializer, each from a stream of its own below <paramref name="random"/>.</summary>
    /// <returns>This module.</returns>
    public virtual Module Initialize(Philox random)
    {
        ChooseInitializers();
        var place = 0UL;
        foreach (var (_, variable) in State)
            variable.Initialize(variable.Initializer ?? new XavierUniform(), random.Child(place++));
        return this;
    }

    /// <summary>Gives initializers to variables that have none, from what stands around them; a container knows more.</summary>
    protected internal virtual void ChooseInitializers()
    {
        foreach (var (_, child) in _children)
            child.ChooseInitializers();
    }

    private void CheckInitialized()
    {
        foreach (var (name, variable) in State)
        {
            if (!variable.IsInitialized)
            {
                throw new SettingsException(
                    $"'{name}' of the {Kind} has no values yet: call Initialize(new Philox(seed: 1)) on the network, or load them");
            }
        }

        _ready = true;
    }

    /// <summary>Keeps all parameters inside at their values (or lets them go again).</summary>
    public void Freeze(bool frozen = true)
    {
        foreach (var parameter in Parameters)
            parameter.Frozen = frozen;
    }

    /// <summary>Forgets all collected gradients.</summary>
    public void ClearGrads()
    {
        foreach (var parameter in Parameters)
            parameter.ClearGrad();
    }

    /// <summary>Changes the precision of everything inside: float64 to check gradients, float32 to train.</summary>
    /// <returns>This module.</returns>
    public Module Convert(DType dtype)
    {
        foreach (var (_, variable) in State)
        {
            if (variable.DType.IsFloat())
                variable.ConvertTo(dtype);
        }

        return this;
    }

    /// <summary>The error of an input that does not fit, naming the layer as the user built it.</summary>
    protected ShapeException Mismatch(string expected, Tensor input, string remedy) => new(
        $"{this} expects {expected} but got {input.Spec}: {remedy}");

    /// <summary>Fails if the input is not of the variable's dtype.</summary>
    private protected void RequireDType(Tensor input, Variable variable)
    {
        if (input.DType != variable.DType)
        {
            throw Mismatch(variable.DType.Name(), input,
                $"use Convert(DType.{variable.DType}) on the input, or Convert on the network");
        }
    }

    /// <summary>As <c>linear 'layers.1' (64 → 10)</c>.</summary>
    public override string ToString() =>
        Kind + (Path.Length == 0 ? "" : $" '{Path}'") + (Description.Length == 0 ? "" : $" ({Description})");
}
