using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Backprop.Tuning;
using Spectre.Console;

namespace Backprop.Cli;

/// <summary>Shows how a search goes: a line for each trial, and at the end the best ones.</summary>
internal sealed class TuneReport(Terminal terminal, int trials, string metric)
{
    private const int Shown = 5;

    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(80);

    private long _drawn;
    private double? _best;

    /// <summary>Takes what the study tells.</summary>
    public void Show(StudyEvent what)
    {
        switch (what)
        {
            case StudyEvent.TrialEpoch epoch when terminal.Styled && terminal.Clock.GetElapsedTime(_drawn) >= Redraw:
                _drawn = terminal.Clock.GetTimestamp();
                terminal.Rewrite(Markup.Escape($"  trial {epoch.Number}/{trials}  epoch {epoch.Epoch}  validation {Words.Number(epoch.Loss)}{(_best is { } best ? $"  (best {metric} {Words.Number(best)})" : "")}"));
                break;
            case StudyEvent.TrialEnded ended:
                if (terminal.Styled)
                    terminal.Rewrite("");
                _best = ended.IsBest ? ended.Trial.Value : _best;
                Write(ended.Trial, ended.IsBest);
                break;
        }
    }

    /// <summary>The best trials, a line each.</summary>
    public void Best(TuningResult result, SearchSpace space)
    {
        terminal.Heading($"The best {Math.Min(Shown, result.Ranking.Count)} of {result.Trials.Count} trials, by the validation {metric}");
        string[] names = [.. space.Dimensions.Select(d => d.Name)];
        string[] heads = [">trial", ">" + metric, .. metric == "loss" ? [] : (string[])[">loss"], ">best epoch", .. names.Select(n => ">" + n)];
        terminal.Table(heads, result.Ranking.Take(Shown).Select(t => (IReadOnlyList<string>)
        [
            t.Number.ToString(CultureInfo.InvariantCulture), Words.Number(t.Value), .. metric == "loss" ? [] : (string[])[Words.Number(t.Loss)],
            string.Create(CultureInfo.InvariantCulture, $"{t.BestEpoch} of {t.Epochs}"), .. names.Select(n => t.Settings.GetValueOrDefault(n, "")),
        ]));
    }

    /// <summary>A trial as it stands in JSON.</summary>
    public static JsonNode ToJson(Trial trial)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
            StudyLog.Write(trial, json);
        return JsonNode.Parse(memory.ToArray())!;
    }

    private void Write(Trial trial, bool isBest)
    {
        var width = trials.ToString(CultureInfo.InvariantCulture).Length;
        var outcome = trial.State switch
        {
            TrialState.Complete or TrialState.Interrupted => $"{metric} {Words.Number(trial.Value)}",
            TrialState.Pruned => "pruned",
            _ => "failed",
        };
        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"  trial {trial.Number.ToString(CultureInfo.InvariantCulture).PadLeft(width)}/{trials}  ")
            + $"{outcome,-15} {(isBest ? "best" : "    ")}  {trial.Epochs.ToString(CultureInfo.InvariantCulture),4} epochs  "
            + string.Join("  ", trial.Settings.Select(s => $"{s.Key} {s.Value}"))
            + (trial.State == TrialState.Interrupted ? "  (interrupted)" : ""));
        if (trial.Problem is not null)
            terminal.Line($"    {trial.Problem}");
        terminal.Report.Flush();
    }
}
