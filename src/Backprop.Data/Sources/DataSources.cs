namespace Backprop.Data;

/// <summary>The source for a path, by what stands there.</summary>
public static class DataSources
{
    /// <summary>A folder with MNIST's IDX files, an IDX file, or a CSV file.</summary>
    /// <exception cref="DataException">There is nothing readable there.</exception>
    public static IDataSource FromPath(string path, CsvOptions? csv = null) =>
        IdxSource.Recognises(path) ? new IdxSource(path) : new CsvSource(path, csv);
}
