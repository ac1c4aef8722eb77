using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Patchscopes.Web.Configuration;
using Patchscopes.Web.Services;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

public sealed class SettingsTests
{
    [Fact]
    public void Settings_LeftOut_AreTheDefaults() => Validate();

    [Theory]
    [InlineData("Inference:QueueLength", "0", "QueueLength")]
    [InlineData("Inference:Threads", "0", "Threads")]
    [InlineData("Inference:CachedReadings", "-1", "CachedReadings")]
    [InlineData("Inference:QueueLength", "many", "Inference:QueueLength")]
    [InlineData("Inference:QueueLenght", "9", "QueueLenght")]
    [InlineData("Models:Folders", "models", "Folders")]
    [InlineData("Models:MemoryGiB", "0", "MemoryGiB")]
    [InlineData("Models:MemoryGiB", "NaN", "MemoryGiB")]
    [InlineData("Models:MemoryGiB", "much", "Models:MemoryGiB")]
    [InlineData("Models:Device", "gpu", "Models:Device")]
    [InlineData("Models:Device", "cuda:x", "Models:Device")]
    [InlineData("Models:DataType", "int8", "Models:DataType")]
    [InlineData("Models:Download:Hub", "ftp://hub", "Models:Download:Hub")]
    [InlineData("Models:Download:Allowed", "true", "Models:Folder")]
    [InlineData("Admin:Key", "fifteen-letters", "Admin:Key has fewer than 16 characters")]
    [InlineData("Admin:Key", "sixteen letters and spaces", "Admin:Key holds a space")]
    [InlineData("Admin:Key", "schlüssel-mit-umlaut", "Admin:Key holds a space or a character that is not ASCII")]
    [InlineData("Admin:Password", "sixteen-letters-x", "Password")]
    [InlineData("Limits:CellsPerSecond", "-1", "Limits:CellsPerSecond")]
    [InlineData("Limits:CellsPerSecond", "NaN", "Limits:CellsPerSecond")]
    [InlineData("Limits:CellsPerSecond", "many", "Limits:CellsPerSecond")]
    [InlineData("Limits:Burst", "0", "Limits:Burst")]
    [InlineData("Limits:HubConnections", "-1", "Limits:HubConnections")]
    [InlineData("Limits:Cells", "9", "Cells")]
    [InlineData("Limits:TrustedProxies", "10.0.0.0/8, nginx", "Limits:TrustedProxies holds \"nginx\"")]
    [InlineData("Limits:TrustedProxies", "10.0.0.0/33", "Limits:TrustedProxies holds \"10.0.0.0/33\"")]
    [InlineData("Limits:TrustedProxies", "7", "Limits:TrustedProxies holds \"7\"")]
    [InlineData("Stages:HardSpanLayers", "0", "Stages:HardSpanLayers")]
    [InlineData("Stages:LeastTopProbability", "1.5", "Stages:LeastTopProbability")]
    [InlineData("Stages:WeakX", "NaN", "Stages:WeakX")]
    [InlineData("Stages:WeakX", "0.7", "Stages:WeakX")]
    [InlineData("Stages:Threshold", "1", "Threshold")]
    public void Setting_ThatCannotBeUsed_IsRefusedByName(string key, string value, string words)
    {
        var error = Assert.ThrowsAny<Exception>(() => Validate((key, value)));

        Assert.True(error is OptionsValidationException or InvalidOperationException, $"{error}");
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains(words, Provide((key, value)).SettingsProblem(), StringComparison.Ordinal);
    }

    [Fact]
    public void Key_ThatIsRefused_IsNotInTheMessage()
    {
        var error = Assert.Throws<OptionsValidationException>(() => Validate(("Admin:Key", "hunter2")));

        Assert.DoesNotContain("hunter2", $"{error} {Provide(("Admin:Key", "hunter2")).SettingsProblem()}", StringComparison.Ordinal);
    }

    [Fact]
    public void DataType_Of16Bits_IsForGpus()
    {
        Validate(("Models:Device", "cuda:1"), ("Models:DataType", "float16"));

        var error = Assert.Throws<OptionsValidationException>(() => Validate(("Models:Device", "cpu"), ("Models:DataType", "bfloat16")));

        Assert.Contains("Models:DataType is \"bfloat16\", which is for GPUs", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ModelsFolder_ThatIsAFile_IsRefusedByName_AndOneThatIsNotThereIsNot()
    {
        Validate(("Models:Folder", Path.Combine(AppContext.BaseDirectory, "no such folder")));

        var error = Assert.Throws<OptionsValidationException>(() => Validate(("Models:Folder", Path.Combine(AppContext.BaseDirectory, "appsettings.json"))));

        Assert.Contains("Models:Folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralWrongSettings_AreToldAtOnce()
    {
        var error = Assert.Throws<OptionsValidationException>(() => Validate(("Inference:QueueLength", "0"), ("Inference:Threads", "-1")));

        Assert.Contains("QueueLength", error.Message, StringComparison.Ordinal);
        Assert.Contains("Threads", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Limits:Burst", "abc", "Limits:Burst is \"abc\": give a number.")]
    [InlineData("Inference:QueueLength", "1.5", "Inference:QueueLength is \"1.5\": give a whole number.")]
    [InlineData("Models:Download:Allowed", "often", "Models:Download:Allowed is \"often\": give true or false.")]
    [InlineData("Inference:Threads", "0", "Inference:Threads is how many threads one tensor operation may use: give 1 to 1024.")]
    public void SettingsProblem_SaysWhatIsAllowed(string key, string value, string words) => Assert.Equal(words, Provide((key, value)).SettingsProblem());

    [Theory]
    [InlineData(nameof(StorageOptions.MostDays), -3, "Storage:MostDays is the most days for which a run is kept: give 0 (no end) to 36500.")]
    [InlineData(nameof(StorageOptions.LargestRunMiB), 0, "Storage:LargestRunMiB is the size of the largest run that is kept: give 1 to 256.")]
    [InlineData(nameof(StorageOptions.FrameAncestors), "javascript:1", "Storage:FrameAncestors names the sites")]
    [InlineData(nameof(StorageOptions.FrameAncestors), "foo bar", "Storage:FrameAncestors names the sites")]
    [InlineData(nameof(StorageOptions.FrameAncestors), "'none' *", "Storage:FrameAncestors names the sites")]
    [InlineData(nameof(StorageOptions.FrameAncestors), "*; script-src *", "Storage:FrameAncestors names the sites")]
    public void AStorageSetting_ThatCannotBeUsed_IsToldInItsOwnWords(string key, object value, string words)
    {
        var options = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(key, (string?)$"{value}")]).Build().Get<StorageOptions>()!;

        Assert.StartsWith(words, new AnnotationChecks<StorageOptions>().Validate(null, options).FailureMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("'none'")]
    [InlineData("'self'")]
    [InlineData("https:")]
    [InlineData("https://course.example")]
    [InlineData("https://course.example/")]
    [InlineData("https://course.example/lessons/ http://[::1]:8080 http://intranet")]
    [InlineData("course.example https://*.uni-x.example:8443 http://localhost:4000")]
    public void SitesThatMayFrame_AreTaken(string sites) => Assert.True(new AnnotationChecks<StorageOptions>().Validate(null, new StorageOptions { FrameAncestors = sites }).Succeeded);

    [Fact]
    public void SettingsProblem_OfGoodSettings_IsNone() => Assert.Null(Provide(("Models:MemoryGiB", "2")).SettingsProblem());

    private static void Validate(params (string Key, string Value)[] settings)
    {
        using var provider = Provide(settings);
        provider.GetRequiredService<IStartupValidator>().Validate();
    }

    private static ServiceProvider Provide(params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build());
        services.AddPatchscopes();
        return services.BuildServiceProvider();
    }
}
