// Damaged files against every parser: dotnet run -c Release --project bench/Fuzz -- FORMAT|all [--inputs N] [--seed N] [--threads N]
// A finding is written to artifacts/fuzz; dotnet run … -- FORMAT --replay FILE reads it again.
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Backprop.Fuzz;

string? Option(string name) => Array.IndexOf(args, "--" + name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
long Number(string name, long otherwise) => Option(name) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;

var targets = Target.All.Where(t => args.Length > 0 && (args[0] == "all" || args[0] == t.Name)).ToArray();
if (targets.Length == 0)
{
    Console.Error.WriteLine($"formats: all, {string.Join(", ", Target.All.Select(t => t.Name))}");
    return 2;
}

var (inputs, seed, threads) = (Number("inputs", 100_000), (ulong)Number("seed", 1), (int)Number("threads", 1));
var memory = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
var kept = Directory.CreateDirectory(Option("output") ?? Path.Combine("artifacts", "fuzz")).FullName;
var findings = 0;
foreach (var target in targets)
{
    var work = Path.Combine(memory, $"backprop-fuzz-{Environment.ProcessId}");
    if (Option("replay") is { } file)
    {
        Console.WriteLine(new Fuzzer(target, Directory.CreateDirectory(Path.Combine(work, "replay")).FullName).Judge(File.ReadAllBytes(file)) ?? "nothing is wrong");
        Directory.Delete(work, recursive: true);
        continue;
    }

    var fuzzers = Enumerable.Range(0, threads).Select(t => new Fuzzer(target, Path.Combine(work, $"{target.Name}-{t}"))).ToArray();
    var kinds = new HashSet<string>();
    var start = Stopwatch.GetTimestamp();
    var runs = fuzzers.Select((fuzzer, t) => new Thread(() => fuzzer.Run(seed + ((ulong)t << 32), inputs / threads, (input, problem) =>
    {
        lock (kinds)
        {
            findings++;
            // One of each kind: the same line of code, or the same bound.
            if (!kinds.Add(string.Concat(problem.Split('\n').Skip(1).Take(2)) is { Length: > 0 } place ? place : problem.Split(' ')[0]))
                return;
            var name = Path.Combine(kept, $"{target.Name}-{Convert.ToHexStringLower(SHA256.HashData(input))[..12]}");
            File.WriteAllBytes(name, input);
            Console.WriteLine($"{name}: {problem}\n");
        }
    }))).ToArray();
    foreach (var run in runs)
        run.Start();
    foreach (var run in runs)
        run.Join();
    var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{target.Name,-12} {fuzzers.Sum(f => f.Succeeded + f.Refused):N0} inputs, {fuzzers.Sum(f => f.Succeeded):N0} read, {fuzzers.Max(f => f.Kinds)} kinds of messages, "
        + $"most {fuzzers.Max(f => f.MostAllocated) / 1e6:F1} MB and {fuzzers.Max(f => f.Longest).TotalMilliseconds:F0} ms, {inputs / seconds:N0} a second, findings {kinds.Count}"));
    Directory.Delete(work, recursive: true);
}

return findings > 0 ? 1 : 0;
