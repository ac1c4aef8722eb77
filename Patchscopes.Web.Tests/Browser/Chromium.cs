using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Playwright;

namespace Patchscopes.Web.Tests.Browser;

/// <summary>Finds a Chromium: one that is installed, else Playwright's own, else Debian's package where we may install it.</summary>
internal static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];

    /// <summary>The browser, or null with the reason why there is none.</summary>
    public static async Task<(IBrowser? Browser, string? Reason)> LaunchAsync(IPlaywright playwright)
    {
        if (InPath() is { } found)
            return (await LaunchAsync(playwright, found), null);
        if (File.Exists(playwright.Chromium.ExecutablePath))
            return (await LaunchAsync(playwright, null), null);
        if (Environment.UserName == "root" && Succeeds("apt-get", "update") && Succeeds("apt-get", "install", "-y", "chromium") && InPath() is { } installed)
            return (await LaunchAsync(playwright, installed), null);
        if (Microsoft.Playwright.Program.Main(["install", "chromium"]) == 0 && File.Exists(playwright.Chromium.ExecutablePath))
            return (await LaunchAsync(playwright, null), null);
        return (null, "No Chromium is installed, and none could be installed: `apt-get install chromium` or `playwright install chromium` mends it.");
    }

    private static Task<IBrowser> LaunchAsync(IPlaywright playwright, string? path) => playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
    {
        ExecutablePath = path,
        // Containers run as root and have little shared memory.
        Args = ["--no-sandbox", "--disable-dev-shm-usage"],
        Timeout = 120_000,
    });

    private static string? InPath() =>
        (from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
         from name in Names
         let path = Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name)
         where File.Exists(path)
         select path).FirstOrDefault();

    private static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
            if (process is null)
                return false;
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
