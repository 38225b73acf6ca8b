using System.Globalization;
using Spectre.Console;

namespace Backprop.Cli;

/// <summary>Shows how training goes: one line that moves on a terminal, else a line now and then.</summary>
internal sealed class Progress(Terminal terminal, string title)
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(80), NextLine = TimeSpan.FromSeconds(2);

    private readonly long _start = terminal.Clock.GetTimestamp();
    private TrainingStarted? _plan;
    private EpochEnded? _last;
    private EpochRecord? _best;
    private long _shown;
    private int _nextEpoch = 1;
    private bool _drawn;
    private double _begun;

    /// <summary>Seconds since it was made.</summary>
    public double Seconds => terminal.Clock.GetElapsedTime(_start).TotalSeconds;

    /// <summary>Takes what the trainer tells.</summary>
    public void Show(TrainingEvent what)
    {
        switch (what)
        {
            case TrainingStarted plan:
                _plan = plan;
                terminal.Heading($"{title}: {plan.Network}, {Words.Whole(plan.Parameters)} parameters");
                terminal.Line($"  {plan.Optimizer} {CsvWriter.Number(plan.LearningRate)}, {plan.Loss}, batches of {plan.BatchSize}, {Words.Whole(plan.Rows)} rows"
                    + (plan.ValidationRows > 0 ? $", {Words.Whole(plan.ValidationRows)} to validate" : ""));
                if (plan.Resumed is { } resumed)
                {
                    terminal.Line($"  goes on from {resumed.Path}: epoch {Whole(resumed.Epoch)}, step {Words.Whole(resumed.Step)}");
                    (_begun, _nextEpoch) = ((double)resumed.Step / plan.StepsPerEpoch, resumed.Epoch);
                    _best = resumed.History.MinBy(h => h.ValidationLoss);
                }

                break;
            case CheckpointSaved { Problem: { } problem }:
                terminal.Warning($"no checkpoint could be written ({problem}); the one before it stays, and training goes on");
                break;
            case StepEnded step when terminal.Styled && Due(Redraw):
                Draw(step.Epoch - 1 + (((step.Step - 1) % _plan!.StepsPerEpoch) + 1.0) / _plan.StepsPerEpoch);
                break;
            case EpochEnded epoch:
                _last = epoch;
                _best = epoch.IsBest ? epoch.Record : _best;
                if (terminal.Styled)
                {
                    if (Due(Redraw))
                        Draw(epoch.Record.Epoch);
                }
                else if (epoch.Record.Epoch >= _nextEpoch || Due(NextLine))
                    Write(epoch);
                break;
            case TrainingEnded:
                Clear();
                if (!terminal.Styled && _last is not null && _last.Record.Epoch != _written)
                    Write(_last);
                break;
        }
    }

    /// <summary>Takes the moving line away.</summary>
    public void Clear()
    {
        if (_drawn)
            terminal.Rewrite("");
        _drawn = false;
    }

    private int _written;

    // 1, 2, 5, 10, 20, 50 …: the beginning, where most happens, in full.
    private void Write(EpochEnded epoch)
    {
        var r = epoch.Record;
        _written = r.Epoch;
        _shown = terminal.Clock.GetTimestamp();
        while (_nextEpoch <= r.Epoch)
            _nextEpoch = _nextEpoch.ToString(CultureInfo.InvariantCulture)[0] == '2' ? _nextEpoch / 2 * 5 : _nextEpoch * 2;
        var width = Whole(_plan!.Epochs).Length;
        terminal.Line($"  epoch {Whole(r.Epoch).PadLeft(width)}/{Whole(_plan.Epochs)}  loss {Words.Number(r.TrainLoss)}"
            + (r.ValidationLoss is { } v ? $"  validation {Words.Number(v)}" : "")
            + (r.Seconds >= 5 ? $"  {Words.Time(r.Seconds)}, at most {Words.Time(Left(r.Epoch))} left" : ""));
        terminal.Report.Flush();
    }

    private void Draw(double epochs)
    {
        _shown = terminal.Clock.GetTimestamp();
        _drawn = true;
        const int Bar = 24;
        var done = (int)Math.Clamp(epochs / _plan!.Epochs * Bar, 0, Bar);
        var text = $"  [green]{new string('━', done)}[/][grey]{new string('━', Bar - done)}[/] epoch {Whole((int)Math.Ceiling(epochs))}/{Whole(_plan.Epochs)}";
        if (_last is { } last)
        {
            text += $"  loss [bold]{Markup.Escape(Words.Number(last.Record.TrainLoss))}[/]";
            if (last.Record.ValidationLoss is { } v)
                text += $"  validation [bold]{Markup.Escape(Words.Number(v))}[/] [grey](best in {Whole(_best!.Epoch)})[/]";
        }

        terminal.Rewrite(text + $"  [grey]at most {Words.Time(Left(epochs))} left[/]");
    }

    private double Left(double epochs) => Seconds / Math.Max(epochs - _begun, 1e-9) * Math.Max(0, _plan!.Epochs - epochs);

    private bool Due(TimeSpan wait) => terminal.Clock.GetElapsedTime(_shown) >= wait;

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);
}
