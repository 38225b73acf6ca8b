using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Backprop.Cli;

/// <summary>The machine a figure was measured on, as far as the system tells.</summary>
/// <param name="Processor">Its name.</param>
/// <param name="Processors">How many this process may use.</param>
/// <param name="Vectors">Bits of the widest vectors in use.</param>
/// <param name="Level1">Bytes of a core's first-level data cache.</param>
/// <param name="Level2">Bytes of a core's second-level cache.</param>
/// <param name="Level3">Bytes of the third-level cache, which cores may share.</param>
internal sealed record Machine(string Processor, int Processors, int Vectors, long Level1, long Level2, long Level3)
{
    /// <summary>This one. Cache sizes that cannot be read are taken to be 32 KiB, 1 MiB and 32 MiB.</summary>
    public static Machine This { get; } = new(ProcessorName(), Environment.ProcessorCount, FmaPeak.Widths[0], Cache(1) ?? 32 << 10, Cache(2) ?? 1 << 20, Cache(3) ?? 32 << 20);

    /// <summary>The system and the runtime.</summary>
    public static string System => $"{RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.FrameworkDescription}";

    /// <summary>In a line.</summary>
    public string Text => $"{Processor}, {Processors} {(Processors == 1 ? "processor" : "processors")}, {Vectors}-bit vectors, "
        + $"caches {Size(Level1)}, {Size(Level2)}, {Size(Level3)}";

    /// <summary>For scripts.</summary>
    public JsonObject Json => new()
    {
        ["processor"] = Processor,
        ["processors"] = Processors,
        ["vector_bits"] = Vectors,
        ["cache_bytes"] = new JsonArray(Level1, Level2, Level3),
        ["system"] = System,
    };

    /// <summary>Bytes as people read them: <c>48 KiB</c>.</summary>
    public static string Size(double bytes) => bytes < 1 << 20
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (1 << 10):0.#} KiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (1 << 20):0.#} MiB");

    private static string ProcessorName()
    {
        const string Linux = "/proc/cpuinfo";
        if (File.Exists(Linux) && File.ReadLines(Linux).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) is { } line)
            return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown processor";
    }

    // Linux tells them: "48K", "1024K", "32M".
    private static long? Cache(int level)
    {
        for (var index = 0; index < 8; index++)
        {
            var folder = $"/sys/devices/system/cpu/cpu0/cache/index{index}";
            try
            {
                if (!Directory.Exists(folder) || File.ReadAllText($"{folder}/type").Trim() == "Instruction"
                    || File.ReadAllText($"{folder}/level").Trim() != level.ToString(CultureInfo.InvariantCulture))
                    continue;
                var text = File.ReadAllText($"{folder}/size").Trim();
                if (long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var size))
                    return size << (text[^1] == 'M' ? 20 : 10);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }

        return null;
    }
}
