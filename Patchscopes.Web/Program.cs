using Patchscopes.Web.Api;
using Patchscopes.Web.Classroom;
using Patchscopes.Web.Components;
using Patchscopes.Web.Configuration;
using Patchscopes.Web.Hubs;
using Patchscopes.Web.Services;
using Patchscopes.Web.Storage;

var builder = WebApplication.CreateBuilder(ServerSetup.Options(args));
builder.AddServer();
builder.Services.AddVisitorAddresses();
builder.Services.AddPatchscopes();
builder.Services.AddStorage();
builder.Services.AddClassroom();
builder.Services.AddPatchscopesApi();
builder.Services.AddExplorer();

var app = builder.Build();
app.UseVisitorAddresses();
app.UseHeadRequests();
app.UseErrors();
app.UseSecurityHeaders();
app.UseRouting();
app.UseSharedAssets();
app.UseAntiforgery();
app.UseOutputCache();
app.MapStaticAssets();
app.MapOpenApi();
app.MapHealth();
app.MapPatchscopesApi();
app.MapEmbed();
app.MapHub<PatchscopesHub>(PatchscopesHub.Path);
app.MapExplorer();

if (app.Services.SettingsProblem() is { } problem)
{
    app.Logger.SettingsRefused(problem);
    return 1;
}
if (await app.Services.OpenStoreAsync() is { } reason)
{
    app.Logger.StoreRefused(reason);
    return 1;
}
await app.RunAsync();
return Environment.ExitCode;

/// <summary>The server.</summary>
public partial class Program;
