using System.Globalization;

namespace Backprop.Cli;

/// <summary>Values as reports show them, the same on every system.</summary>
internal static class Words
{
    public static string Of(ColumnKind kind) => kind.ToString().ToLowerInvariant();

    public static string Of(ColumnRole role) => role == ColumnRole.LeftOut ? "left out" : role.ToString().ToLowerInvariant();

    public static string Of(TaskKind task) => task switch
    {
        TaskKind.Regression => "regression",
        TaskKind.Binary => "binary classification",
        TaskKind.MultiClass => "classification",
        _ => "multi-label classification",
    };

    /// <summary>Why training ended, in JSON.</summary>
    public static string Of(StopReason reason) => reason switch
    {
        StopReason.LossReached => "until_loss",
        _ => reason.ToString().ToLowerInvariant(),
    };

    /// <summary>Why training ended, for people.</summary>
    public static string Why(StopReason reason) => reason switch
    {
        StopReason.Epochs => "all epochs done",
        StopReason.Steps => "all steps done",
        StopReason.LossReached => "the loss is reached",
        StopReason.Patience => "stopped as validation got no better",
        StopReason.Diverged => "diverged",
        _ => "interrupted",
    };

    /// <summary>Thousands apart: <c>60,000</c>.</summary>
    public static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A file's size.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:F1} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F1} MB"),
    };

    /// <summary>Four significant digits; a dash for what is not defined.</summary>
    public static string Number(double? value) => value switch
    {
        null => "",
        { } v when double.IsNaN(v) => "–",
        { } v when Math.Abs(v) is >= 0.001 and < 10 => v.ToString("F4", CultureInfo.InvariantCulture),
        { } v => v.ToString("G4", CultureInfo.InvariantCulture),
    };

    /// <summary>As <c>0.8 s</c>, <c>12 s</c>, <c>3:05 min</c>, <c>1:02:03 h</c>.</summary>
    public static string Time(double seconds)
    {
        var whole = (long)Math.Round(seconds);
        return seconds switch
        {
            < 9.95 => seconds.ToString("F1", CultureInfo.InvariantCulture) + " s",
            < 59.5 => $"{whole} s",
            < 3600 => string.Create(CultureInfo.InvariantCulture, $"{whole / 60}:{whole % 60:00} min"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{whole / 3600}:{whole / 60 % 60:00}:{whole % 60:00} h"),
        };
    }

    /// <summary>An argument as a shell takes it.</summary>
    public static string Quoted(string argument) =>
        argument.Length > 0 && argument.All(c => char.IsAsciiLetterOrDigit(c) || "-_./=,:@+%".Contains(c, StringComparison.Ordinal)) ? argument : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
