namespace Backprop.Tuning;

/// <summary>What training begins with.</summary>
/// <param name="Network">The network.</param>
/// <param name="Trainer">How it is trained.</param>
/// <param name="Rows">Rows of the training part.</param>
public sealed record TuningStart(NetworkDesign Network, Trainer Trainer, int Rows)
{
    /// <summary>The dense network, if it is one: of others the layers are not searched.</summary>
    public DenseNetwork? Dense => Network as DenseNetwork;

    /// <summary>This start with other settings.</summary>
    /// <param name="settings">Values by the names of <see cref="TunableSettings"/>, as typed after the options.</param>
    /// <exception cref="SettingsException">A setting is not known or a value cannot be one of it.</exception>
    public TuningStart With(IReadOnlyDictionary<string, string> settings) =>
        settings.Aggregate(this, (start, s) => TunableSettings.Find(s.Key).Apply(start, s.Value));
}
