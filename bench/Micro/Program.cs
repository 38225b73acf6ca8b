// Micro-benchmarks: dotnet run -c Release --project bench/Micro -- --filter '*Product*' (--list flat lists them).
using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
