namespace Backprop.Engine;

/// <summary>Times γ every so many steps: γ^⌊n/size⌋.</summary>
public sealed record StepDecay : Schedule
{
    private readonly double _gamma = 0.1;

    /// <summary>Every <paramref name="size"/> steps.</summary>
    /// <exception cref="SettingsException">It is less than 1.</exception>
    public StepDecay(int size) => Size = Steps(size, Kind, "number of steps between two reductions");

    /// <inheritdoc/>
    public override string Kind => "step";

    /// <summary>Steps between two reductions.</summary>
    public int Size { get; }

    /// <summary>γ, in [0, 1]; 0.1 unless set.</summary>
    /// <exception cref="SettingsException">It is outside of [0, 1].</exception>
    public double Gamma
    {
        get => _gamma;
        init => _gamma = InRange.Between(value, 0, 1, Kind, "gamma");
    }

    /// <inheritdoc/>
    public override double Factor(int step) => UpdateKernels.IntegerPower(Gamma, step / Size);
}
