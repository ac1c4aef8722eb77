using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Patchscopes.Web.Tests.Api;

/// <summary>Gathers what a server logs.</summary>
internal sealed class TestLog : ILoggerProvider
{
    /// <summary>The lines of errors and worse.</summary>
    public ConcurrentQueue<string> Errors { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose()
    {
        // Nothing is held.
    }

    private sealed class Category(TestLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                log.Errors.Enqueue($"{name}: {formatter(state, exception)}");
        }
    }
}
