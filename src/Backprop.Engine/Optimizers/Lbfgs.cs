namespace Backprop.Engine;

/// <summary>
/// L-BFGS (Nocedal 1980; Liu and Nocedal 1989; in PyTorch's form): from the last pairs of steps s and gradient changes y the
/// two-loop recursion estimates the curvature; the step goes along that direction, by the learning rate or as far as a line
/// search for the strong Wolfe conditions says. For small data and full batches: the loss must be the same function each
/// time (no dropout, no new batch). Vectors are kept in float64.
/// </summary>
public sealed class Lbfgs : Optimizer
{
    private readonly int _iterations = 20;
    private readonly int? _evaluations;
    private readonly int _history = 100;
    private readonly double _gradientTolerance = 1e-7;
    private readonly double _changeTolerance = 1e-9;

    private readonly FlatParameters _flat;
    private readonly List<(double[] Step, double[] Change)> _pairs = [];
    private int _iteration;
    private double[] _direction = [];
    private double[] _previous = [];
    private double _length;

    /// <summary>Of these parameters; learning rate 1 unless set.</summary>
    public Lbfgs(IEnumerable<Parameter> parameters) : this([new ParameterGroup(parameters)]) { }

    /// <summary>Of these groups, which must be without settings of their own; learning rate 1 unless set.</summary>
    /// <exception cref="SettingsException">A group has a learning rate factor or a weight decay.</exception>
    public Lbfgs(IEnumerable<ParameterGroup> groups) : base(groups, learningRate: 1)
    {
        if (Groups.Any(g => g.LearningRateFactor != 1 || g.WeightDecay is not (null or 0)))
            throw new SettingsException("lbfgs treats all parameters alike: its groups have no learning rate factor and no weight decay");
        _flat = new(Parameters);
    }

    /// <inheritdoc/>
    public override string Kind => "lbfgs";

    /// <inheritdoc/>
    public override bool NeedsLoss => true;

    /// <summary>The most iterations an update makes; 20 unless set.</summary>
    /// <exception cref="SettingsException">It is less than 1.</exception>
    public int Iterations
    {
        get => _iterations;
        init => _iterations = InRange.AtLeast(value, 1, Kind, "number of iterations");
    }

    /// <summary>After how many evaluations of the loss no further iteration begins; 5/4 of <see cref="Iterations"/> unless set.</summary>
    /// <exception cref="SettingsException">It is less than 1.</exception>
    public int Evaluations
    {
        get => _evaluations ?? Iterations * 5 / 4;
        init => _evaluations = InRange.AtLeast(value, 1, Kind, "number of evaluations");
    }

    /// <summary>How many pairs of steps and gradient changes are kept; 100 unless set.</summary>
    /// <exception cref="SettingsException">It is less than 1.</exception>
    public int History
    {
        get => _history;
        init => _history = InRange.AtLeast(value, 1, Kind, "history");
    }

    /// <summary>Done when no element of the gradient is greater; 10⁻⁷ unless set.</summary>
    /// <exception cref="SettingsException">It is negative or not finite.</exception>
    public double GradientTolerance
    {
        get => _gradientTolerance;
        init => _gradientTolerance = InRange.AtLeastZero(value, Kind, "gradient tolerance");
    }

    /// <summary>Done when neither a weight nor the loss changes by more; 10⁻⁹ unless set.</summary>
    /// <exception cref="SettingsException">It is negative or not finite.</exception>
    public double ChangeTolerance
    {
        get => _changeTolerance;
        init => _changeTolerance = InRange.AtLeastZero(value, Kind, "change tolerance");
    }

    /// <summary>Searches along each direction for a point that meets the strong Wolfe conditions; the learning rate is the first try.</summary>
    public bool LineSearch { get; init; }

    /// <summary>Not possible: the loss is evaluated several times.</summary>
    /// <exception cref="InvalidOperationException">Always; call <see cref="Update(Func{Tensor})"/>.</exception>
    public override bool Update(int passes = 1) =>
        throw new InvalidOperationException("lbfgs evaluates the loss several times an update: call Update(() => loss) instead of Backward() and Update()");

    /// <summary>Up to <see cref="Iterations"/> iterations. A loss or gradient that is not finite is never stepped to.</summary>
    /// <param name="loss">Computes the loss, a scalar, from the parameters as they are.</param>
    /// <returns>The loss before; <see cref="Optimizer.LastGradientNorm"/> is of the gradient before, too.</returns>
    /// <exception cref="SettingsException">Clipping was set, which would make gradients and loss disagree.</exception>
    public override Tensor Update(Func<Tensor> loss)
    {
        if (Clipping != GradientClipping.None)
            throw new SettingsException("lbfgs can't clip gradients: they would disagree with the loss");
        ClearGradients();
        var before = loss();
        before.Backward();
        var result = before.Detach();
        var (value, gradient) = (result.Item(), _flat.Gradients());
        LastGradientNorm = Math.Sqrt(FlatParameters.Dot(gradient, gradient));
        if (!double.IsFinite(LastGradientNorm) || !double.IsFinite(value))
        {
            LastGradientNorm = double.NaN;
            return result;
        }

        StepNumber++;
        var evaluations = 1;
        for (var iteration = 1; iteration <= Iterations && FlatParameters.Greatest(gradient) > GradientTolerance; iteration++)
        {
            _iteration++;
            Turn(gradient);
            _previous = gradient;
            var valueBefore = value;
            _length = _iteration == 1 ? Math.Min(1, 1 / FlatParameters.SumOfMagnitudes(gradient)) * LearningRate : LearningRate;
            var slope = FlatParameters.Dot(gradient, _direction);
            if (slope > -ChangeTolerance)
                break;

            var start = _flat.Values();
            if (LineSearch)
            {
                var search = new WolfeSearch(t => Evaluate(loss, start, t), _direction, ChangeTolerance);
                var found = search.Run(_length, new(0, value, gradient, slope));
                (_length, value, gradient) = (found.Length, found.Value, found.Gradient);
                evaluations += search.Evaluations;
                _flat.Set(start, _length, _direction);
            }
            else if (iteration < Iterations)
            {
                var next = Evaluate(loss, start, _length);
                evaluations++;
                if (!next.IsFinite)
                {
                    _flat.Set(start, 0, _direction);
                    LastGradientNorm = double.NaN;
                    break;
                }

                (value, gradient) = (next.Value, next.Gradient);
            }
            else
            {
                _flat.Set(start, _length, _direction);
            }

            if (evaluations >= Evaluations || _length * FlatParameters.Greatest(_direction) <= ChangeTolerance
                || (iteration < Iterations && Math.Abs(value - valueBefore) < ChangeTolerance))
                break;
        }

        return result;
    }

    // The two-loop recursion: −H·g with H from the pairs (Nocedal and Wright 2006, algorithm 7.4).
    private void Turn(double[] gradient)
    {
        if (_iteration > 1)
        {
            var (step, change) = (new double[gradient.Length], new double[gradient.Length]);
            for (var i = 0; i < gradient.Length; i++)
                (step[i], change[i]) = (_direction[i] * _length, gradient[i] - _previous[i]);
            if (FlatParameters.Dot(change, step) > 1e-10)
            {
                if (_pairs.Count == History)
                    _pairs.RemoveAt(0);
                _pairs.Add((step, change));
            }
        }

        var direction = Array.ConvertAll(gradient, g => -g);
        var shares = new double[_pairs.Count];
        for (var i = _pairs.Count - 1; i >= 0; i--)
        {
            var (step, change) = _pairs[i];
            shares[i] = FlatParameters.Dot(step, direction) / FlatParameters.Dot(change, step);
            FlatParameters.Add(direction, -shares[i], change);
        }

        if (_pairs.Count > 0)
        {
            var (step, change) = _pairs[^1];
            var scale = FlatParameters.Dot(change, step) / FlatParameters.Dot(change, change);
            for (var i = 0; i < direction.Length; i++)
                direction[i] *= scale;
        }

        for (var i = 0; i < _pairs.Count; i++)
        {
            var (step, change) = _pairs[i];
            FlatParameters.Add(direction, shares[i] - FlatParameters.Dot(change, direction) / FlatParameters.Dot(change, step), step);
        }

        _direction = direction;
    }

    private WolfeSearch.Point Evaluate(Func<Tensor> loss, double[] start, double length)
    {
        _flat.Set(start, length, _direction);
        ClearGradients();
        var value = loss();
        value.Backward();
        var gradient = _flat.Gradients();
        return new(length, value.Item(), gradient, FlatParameters.Dot(gradient, _direction));
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Value)> State
    {
        get
        {
            if (_iteration == 0)
                yield break;
            yield return ("iteration", Tensor.Scalar(_iteration));
            yield return ("length", Tensor.Scalar(_length));
            yield return ("direction", Tensor.From(_direction));
            yield return ("previous_gradient", Tensor.From(_previous));
            yield return ("history", Tensor.Scalar(_pairs.Count));
            for (var i = 0; i < _pairs.Count; i++)
            {
                yield return ($"history.{i}.step", Tensor.From(_pairs[i].Step));
                yield return ($"history.{i}.change", Tensor.From(_pairs[i].Change));
            }
        }
    }

    /// <inheritdoc/>
    public override void Restore(int stepNumber, IEnumerable<(string Name, Tensor Value)> state)
    {
        InRange.AtLeast(stepNumber, 0, Kind, "step number");
        var given = new NamedTensors(Kind, state);
        var (iteration, length, direction, previous) = (0, 0.0, Array.Empty<double>(), Array.Empty<double>());
        var pairs = new List<(double[], double[])>();
        if (given.Has("iteration"))
        {
            iteration = (int)given.Take("iteration", DType.Int32, Shape.Scalar).Item();
            length = given.Take("length", DType.Float64, Shape.Scalar).Item();
            (direction, previous) = (Vector("direction"), Vector("previous_gradient"));
            var count = (int)given.Take("history", DType.Int32, Shape.Scalar).Item();
            for (var i = 0; i < count; i++)
                pairs.Add((Vector($"history.{i}.step"), Vector($"history.{i}.change")));
        }

        given.EnsureAllTaken();
        (StepNumber, _iteration, _length, _direction, _previous) = (stepNumber, iteration, length, direction, previous);
        _pairs.Clear();
        _pairs.AddRange(pairs);

        double[] Vector(string name) => given.Take(name, DType.Float64, _flat.Count).ToArray<double>();
    }
}
