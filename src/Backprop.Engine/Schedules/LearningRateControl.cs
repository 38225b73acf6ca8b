namespace Backprop.Engine;

/// <summary>
/// The learning rate of a run: a schedule and, for <see cref="Plateau"/>, what it saw so far. Ask <see cref="At"/> before each
/// update; tell <see cref="Observe"/> each validation loss.
/// </summary>
public sealed class LearningRateControl
{
    private readonly Plateau? _plateau;
    private double _best;
    private double _factor = 1;
    private int _bad;
    private int _coolDown;

    /// <summary>With this schedule around this base learning rate.</summary>
    /// <exception cref="SettingsException">The base learning rate is negative or not finite.</exception>
    public LearningRateControl(Schedule schedule, double baseRate)
    {
        (Schedule, BaseRate, _plateau) = (schedule, InRange.AtLeastZero(baseRate, schedule.Kind, "base learning rate"), schedule.Rule);
        _best = _plateau is { Maximize: true } ? double.NegativeInfinity : double.PositiveInfinity;
    }

    /// <summary>The schedule.</summary>
    public Schedule Schedule { get; }

    /// <summary>What its factors multiply.</summary>
    public double BaseRate { get; }

    /// <summary>Whether <see cref="Observe"/> has an effect.</summary>
    public bool WatchesLoss => _plateau is not null;

    /// <summary>The learning rate for the update of this number, from 0.</summary>
    public double At(int step) => Schedule.At(step, BaseRate) * _factor;

    /// <summary>Takes note of a loss (or score). NaN is no progress.</summary>
    /// <returns>Whether the learning rate was reduced.</returns>
    public bool Observe(double value)
    {
        if (_plateau is null)
            return false;
        // Infinity times a share is no number: the first value always is progress.
        if ((double.IsInfinity(_best) && double.IsFinite(value)) || _plateau.IsProgress(value, _best))
            (_best, _bad) = (value, 0);
        else
            _bad++;
        if (_coolDown > 0)
        {
            _coolDown--;
            _bad = 0;
        }

        if (_bad <= _plateau.Patience)
            return false;
        var before = _factor;
        _factor = Math.Max(_factor * _plateau.Reduction, Math.Min(_plateau.Floor, _factor));
        (_coolDown, _bad) = (_plateau.CoolDown, 0);
        return _factor < before;
    }

    /// <summary>What must be kept to go on later; nothing without a plateau rule.</summary>
    public IEnumerable<(string Name, Tensor Value)> State => _plateau is null
        ? []
        :
        [
            ("plateau.best", Tensor.Scalar(_best)),
            ("plateau.factor", Tensor.Scalar(_factor)),
            ("plateau.bad", Tensor.Scalar(_bad)),
            ("plateau.cool_down", Tensor.Scalar(_coolDown)),
        ];

    /// <summary>Goes on where another one with the same schedule was.</summary>
    /// <exception cref="SettingsException">A name is missing or not known.</exception>
    /// <exception cref="ShapeException">A value is not a scalar of its dtype.</exception>
    public void Restore(IEnumerable<(string Name, Tensor Value)> state)
    {
        var given = new NamedTensors(Schedule.Kind, state);
        if (_plateau is not null)
        {
            _best = given.Take("plateau.best", DType.Float64, Shape.Scalar).Item();
            _factor = given.Take("plateau.factor", DType.Float64, Shape.Scalar).Item();
            _bad = (int)given.Take("plateau.bad", DType.Int32, Shape.Scalar).Item();
            _coolDown = (int)given.Take("plateau.cool_down", DType.Int32, Shape.Scalar).Item();
        }

        given.EnsureAllTaken();
    }
}
