using System.Diagnostics;
using System.Text;
using Backprop.Numerics;

namespace Backprop.Fuzz;

/// <summary>
/// Reads damaged inputs and judges each: it ends in success or in a documented exception, within the bounds of memory and
/// time. An input that leads to a new kind of message is damaged further.
/// </summary>
internal sealed class Fuzzer(Target target, string folder)
{
    /// <summary>Bytes that one input may make allocate.</summary>
    public const long MostBytes = 200_000_000;

    /// <summary>How long one input may take.</summary>
    public static readonly TimeSpan MostTime = TimeSpan.FromSeconds(1);

    private readonly List<byte[]> _inputs = [.. target.Seeds];
    private readonly HashSet<string> _kinds = new(StringComparer.Ordinal);

    public long Succeeded { get; private set; }

    public long Refused { get; private set; }

    public long MostAllocated { get; private set; }

    public TimeSpan Longest { get; private set; }

    /// <summary>How many kinds of messages were seen: their words without values.</summary>
    public int Kinds => _kinds.Count;

    /// <summary>Reads the inputs of a seed.</summary>
    /// <param name="seed">Chooses the damage.</param>
    /// <param name="inputs">How many.</param>
    /// <param name="found">Told of each finding: the input and what is wrong.</param>
    public void Run(ulong seed, long inputs, Action<byte[], string> found)
    {
        Directory.CreateDirectory(folder);
        for (var i = 0L; i < inputs; i++)
        {
            var dice = new Dice((seed * 0x9E3779B97F4A7C15) ^ (ulong)i);
            // Half of the time a seed itself.
            var from = dice.OneIn(2) ? dice.Of(target.Seeds) : dice.Of(_inputs);
            byte[] input;
            try
            {
                input = target.Mutate(dice, from, dice.Of(_inputs));
            }
            catch (InvalidOperationException)
            {
                continue; // JSON with half a character cannot be damaged as JSON
            }

            if (Judge(input) is { } problem)
                found(input, problem);
        }
    }

    /// <summary>What is wrong with how an input is read; null if nothing is.</summary>
    public string? Judge(byte[] input)
    {
        var problem = Once(input);
        // What takes long on a busy machine must take long twice.
        return problem is { IsTime: true } ? Once(input)?.Text : problem?.Text;
    }

    private (string Text, bool IsTime)? Once(byte[] input)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        (string, bool)? problem = null;
        try
        {
            target.Read(input, folder);
            Succeeded++;
        }
        catch (BackpropException e)
        {
            Refused++;
            var kind = Kind(e);
            if (_kinds.Count < 4000 && _kinds.Add(kind) && _inputs.Count < 4000)
                _inputs.Add(input);
        }
        catch (Exception e)
        {
            problem = ($"{e.GetType().Name}: {e.Message}\n{e.StackTrace}", false);
        }

        var (bytes, time) = (GC.GetAllocatedBytesForCurrentThread() - before, Stopwatch.GetElapsedTime(start));
        (MostAllocated, Longest) = (Math.Max(MostAllocated, bytes), time > Longest ? time : Longest);
        return problem
            ?? (bytes > MostBytes ? ($"allocated {bytes:N0} bytes", false) : time > MostTime ? ($"took {time.TotalSeconds:F2} s", true) : null);
    }

    private static string Kind(Exception e)
    {
        var kind = new StringBuilder(e.GetType().Name);
        var quoted = false;
        var words = 0;
        foreach (var c in e.Message)
        {
            if (c is '\'' or '"')
                quoted = !quoted;
            else if (!quoted && (char.IsAsciiLetter(c) || c is ' ' or ':'))
                kind.Append(c);
            if (c == ' ' && ++words > 24)
                break;
        }

        return kind.ToString();
    }
}
