namespace Backprop.Data;

/// <summary>The column that a property stands for, where its name is another one.</summary>
/// <param name="name">The column's name.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ColumnNameAttribute(string name) : Attribute
{
    /// <summary>The column's name.</summary>
    public string Name => name;
}
