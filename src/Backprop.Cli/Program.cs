using System.Runtime.InteropServices;
using System.Text;
using Backprop.Cli;

WarmUp.Begin(args);

// Ctrl-C and SIGTERM ask to stop; the second time the process ends at once, as always.
using var stop = new CancellationTokenSource();
void Ask(PosixSignalContext context)
{
    context.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask);

var plain = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) || Environment.GetEnvironmentVariable("TERM") == "dumb";
var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var output = new StreamWriter(Console.OpenStandardOutput(), utf8) { AutoFlush = !Console.IsOutputRedirected, NewLine = "\n" };
using var error = new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true, NewLine = "\n" };
var terminal = new Terminal(output, error, TimeProvider.System)
{
    OutputStyled = !plain && !Console.IsOutputRedirected,
    ErrorStyled = !plain && !Console.IsErrorRedirected,
};
return App.Run(args, terminal, stop.Token);
