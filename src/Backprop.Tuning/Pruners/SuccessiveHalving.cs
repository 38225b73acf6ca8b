namespace Backprop.Tuning;

/// <summary>
/// Successive halving with a budget in epochs: at rungs of r, r·η, r·η² … epochs a trial goes on only while its lowest
/// validation loss so far is among the best 1/η of all trials that got to that rung. So most of the epochs go to the
/// settings that deserve them.
/// </summary>
/// <remarks>
/// Jamieson and Talwalkar, Non-stochastic best arm identification (2016); the form for trials that come one after another
/// is Li et al., A system for massively parallel hyperparameter tuning (2020), without late promotion: no trial is trained twice.
/// A rung judges from its η-th trial on; a trial that ended by itself before the rung stands in it with its lowest loss.
/// </remarks>
public sealed class SuccessiveHalving : Pruner
{
    /// <summary>With the first rung after some epochs.</summary>
    /// <param name="firstRung">r, at least 1.</param>
    /// <param name="eta">η, at least 2.</param>
    /// <exception cref="SettingsException">One is out of its range.</exception>
    public SuccessiveHalving(int firstRung, int eta = 3)
    {
        if (firstRung < 1)
            throw new SettingsException($"the first rung of successive halving must be 1 epoch or more but is {firstRung}");
        if (eta < 2)
            throw new SettingsException($"eta of successive halving must be 2 or more but is {eta}");
        (FirstRung, Eta) = (firstRung, eta);
    }

    /// <inheritdoc/>
    public override string Name => "halving";

    /// <summary>Epochs until a trial is judged first.</summary>
    public int FirstRung { get; }

    /// <summary>One in so many goes on at each rung; each rung has so many times the epochs of the one before.</summary>
    public int Eta { get; }

    /// <inheritdoc/>
    public override bool Ends(IReadOnlyList<double> losses, IReadOnlyList<Trial> trials)
    {
        ArgumentNullException.ThrowIfNull(losses);
        ArgumentNullException.ThrowIfNull(trials);
        var epoch = losses.Count;
        if (!IsRung(epoch))
            return false;
        var own = Lowest(losses, epoch);
        int rivals = 1, better = 0;
        foreach (var trial in trials)
        {
            if (trial.State is TrialState.Failed or TrialState.Interrupted || (trial.Losses.Count < epoch && trial.State != TrialState.Complete))
                continue;
            rivals++;
            if (Lowest(trial.Losses, epoch) < own)
                better++;
        }

        return rivals >= Eta && better >= rivals / Eta;
    }

    private bool IsRung(int epoch)
    {
        for (var rung = (long)FirstRung; rung <= epoch; rung *= Eta)
            if (rung == epoch)
                return true;
        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} from {Dimension.Text(FirstRung)} by {Dimension.Text(Eta)}";
}
