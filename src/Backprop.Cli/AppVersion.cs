using System.Reflection;

namespace Backprop.Cli;

/// <summary>Which version this is.</summary>
internal static class AppVersion
{
    /// <summary>As <c>0.1.0</c>.</summary>
    public static string Text { get; } =
        typeof(AppVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
