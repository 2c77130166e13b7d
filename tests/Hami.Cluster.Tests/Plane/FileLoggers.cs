using Microsoft.Extensions.Logging;

namespace Hami.Cluster.Tests.Plane;

/// <summary>Loggers that write into one file.</summary>
internal sealed class FileLoggers(string path) : ILoggerProvider
{
    private readonly StreamWriter file = new(path, append: true) { AutoFlush = true };
    private readonly Lock gate = new();

    public ILogger CreateLogger(string categoryName) => new FileLogger(this, categoryName);

    public void Dispose()
    {
        lock (gate) file.Dispose();
    }

    private sealed class FileLogger(FileLoggers owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            lock (owner.gate)
            {
                if (owner.file.BaseStream.CanWrite) owner.file.WriteLine($"{DateTime.UtcNow:HH:mm:ss.fff} {logLevel} {category}: {formatter(state, exception)} {exception}");
            }
        }
    }
}
