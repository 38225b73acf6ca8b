namespace Backprop;

/// <summary>A kind of network whose inputs and outputs are known only when it meets the data.</summary>
public abstract record NetworkDesign
{
    /// <summary>The network for these inputs and outputs, without values.</summary>
    /// <exception cref="SettingsException">A setting is out of its range, or a name is not known.</exception>
    public abstract Module Build(NetworkShape shape);

    /// <summary>In a few words: <c>dense 64, 32, relu</c>.</summary>
    public abstract string Describe();
}
