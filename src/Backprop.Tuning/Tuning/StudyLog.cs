using System.Globalization;
using System.Text.Json;

namespace Backprop.Tuning;

/// <summary>A study as JSON lines: one object for each trial, written when it ends. No clock: the same study gives the same file.</summary>
public sealed class StudyLog : IDisposable
{
    private readonly FileStream _file;
    private readonly string _path;

    /// <summary>Begins a file; missing folders are made.</summary>
    /// <exception cref="FileException">It exists or cannot be written.</exception>
    public StudyLog(string path)
    {
        _path = path;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(e);
        }
    }

    /// <summary>Adds a trial.</summary>
    /// <exception cref="FileException">It cannot be written.</exception>
    public void Write(Trial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
            Write(trial, json);
        memory.WriteByte((byte)'\n');
        try
        {
            _file.Write(memory.GetBuffer().AsSpan(0, (int)memory.Length));
            _file.Flush();
        }
        catch (IOException e)
        {
            throw Failed(e);
        }
    }

    /// <summary>A trial as a JSON object: <c>number, state, settings, epochs, best_epoch, loss, value, problem</c>.</summary>
    public static void Write(Trial trial, Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        json.WriteNumber("number", trial.Number);
        json.WriteString("state", trial.State.ToString().ToLowerInvariant());
        json.WriteStartObject("settings");
        foreach (var (name, text) in trial.Settings)
        {
            json.WritePropertyName(name.Replace('-', '_'));
            if (TunableSettings.All.FirstOrDefault(s => s.Name == name) is { IsNumber: true } && text != TunableSettings.Automatic)
                json.WriteNumberValue(double.Parse(text, CultureInfo.InvariantCulture));
            else
                json.WriteStringValue(text);
        }

        json.WriteEndObject();
        json.WriteNumber("epochs", trial.Epochs);
        json.WriteNumber("best_epoch", trial.BestEpoch);
        WriteNumber("loss", trial.Loss);
        WriteNumber("value", trial.Value);
        json.WriteString("problem", trial.Problem);
        json.WriteEndObject();

        void WriteNumber(string name, double? value)
        {
            if (value is { } number)
                json.WriteNumber(name, number);
            else
                json.WriteNull(name);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private FileException Failed(Exception e) => new($"'{_path}' cannot be written: {e.Message}", e);
}
