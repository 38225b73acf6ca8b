namespace Backprop.Engine;

/// <summary>
/// Adjusts parameters by their gradients. <see cref="Tensor.Backward"/> leaves a gradient with each parameter;
/// <see cref="Update(int)"/> takes one step with them. Most optimizers derive from <see cref="ElementwiseOptimizer"/>.
/// </summary>
public abstract class Optimizer
{
    private double _learningRate;

    /// <summary>Of these groups, with the learning rate usual for this optimizer.</summary>
    /// <exception cref="SettingsException">A parameter stands twice, or there is none.</exception>
    protected Optimizer(IEnumerable<ParameterGroup> groups, double learningRate)
    {
        Groups = [.. groups];
        Parameters = [.. Groups.SelectMany(g => g.Parameters)];
        var seen = new HashSet<Parameter>();
        foreach (var parameter in Parameters)
        {
            if (!seen.Add(parameter))
                throw new SettingsException($"{parameter.Display} was given to the optimizer twice: a parameter belongs to one group");
        }

        if (Parameters.Count == 0)
            throw new SettingsException("the optimizer was given no parameters");
        _learningRate = learningRate;
    }

    /// <summary>The name it is registered under, such as <c>adam</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>The groups, in order.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>The parameters of all groups, in order.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The size of a step; a schedule sets it before each update. At least 0.</summary>
    /// <exception cref="SettingsException">It is negative or not finite.</exception>
    public double LearningRate
    {
        get => _learningRate;
        set => _learningRate = InRange.AtLeastZero(value, Kind, "learning rate");
    }

    /// <summary>How many updates were made.</summary>
    public int StepNumber { get; private protected set; }

    /// <summary>What is done to gradients before they are used; nothing unless set.</summary>
    public GradientClipping Clipping { get; set; } = GradientClipping.None;

    /// <summary>‖g‖₂ of all gradients together at the last update, before clipping (see <see cref="GradientNorm"/>).</summary>
    public double LastGradientNorm { get; private protected set; }

    /// <summary>Whether an update needs the loss as a function, to evaluate it several times: <see cref="Update(Func{Tensor})"/>.</summary>
    public virtual bool NeedsLoss => false;

    /// <summary>
    /// One step with the gradients that stand in the parameters. Parameters that are frozen or have no gradient are left
    /// alone. If an element of a gradient is infinite or NaN (or, in float64, the norm overflows), nothing is changed.
    /// </summary>
    /// <param name="passes">Over how many backward passes the gradients were summed: their mean is used.</param>
    /// <returns>Whether the gradients were finite, so that the step was taken.</returns>
    public abstract bool Update(int passes = 1);

    /// <summary>Clears the gradients, evaluates the loss and its gradients, and takes one step with them.</summary>
    /// <param name="loss">Computes the loss, a scalar, from the parameters as they are.</param>
    /// <returns>The loss before the step.</returns>
    public virtual Tensor Update(Func<Tensor> loss)
    {
        ClearGradients();
        var value = loss();
        value.Backward();
        Update();
        return value.Detach();
    }

    /// <summary>Forgets the gradients of all parameters, so that the next backward passes begin anew.</summary>
    public void ClearGradients()
    {
        // By number: an enumerator would be allocated in each step.
        for (var i = 0; i < Parameters.Count; i++)
            Parameters[i].Grad = null;
    }

    /// <summary>
    /// What must be kept, besides <see cref="StepNumber"/>, to go on later with the same bits: copies, made one by one, under
    /// readable names such as <c>layers.0.weight.exp_avg</c>.
    /// </summary>
    public abstract IEnumerable<(string Name, Tensor Value)> State { get; }

    /// <summary>Goes on where another optimizer of the same kind, settings and parameters was.</summary>
    /// <param name="stepNumber">Its <see cref="StepNumber"/>.</param>
    /// <param name="state">Its <see cref="State"/>.</param>
    /// <exception cref="SettingsException">A name is missing or not known.</exception>
    /// <exception cref="ShapeException">A shape or dtype is another one.</exception>
    public abstract void Restore(int stepNumber, IEnumerable<(string Name, Tensor Value)> state);

    /// <summary>The names of parameters, in order; <c>parameter.3</c> for one whose own is empty or not its alone.</summary>
    internal static string[] NamesOf(IReadOnlyList<Parameter> parameters)
    {
        var counts = parameters.CountBy(p => p.Name).ToDictionary();
        return [.. parameters.Select((p, i) => p.Name.Length > 0 && counts[p.Name] == 1 ? p.Name : $"parameter.{i}")];
    }
}
