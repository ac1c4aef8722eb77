using Patchscopes.Model.Stages;
using Patchscopes.Web.Configuration;
using Patchscopes.Web.Services.Administration;
using Patchscopes.Web.Services.Downloads;
using Patchscopes.Web.Services.Inference;
using Patchscopes.Web.Services.Limits;
using Patchscopes.Web.Services.Runs;
using Patchscopes.Web.Services.Stages;

namespace Patchscopes.Web.Services;

/// <summary>Registers the service behind page, hub and HTTP API.</summary>
internal static class PatchscopeServices
{
    public static void AddPatchscopes(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<InferenceOptions, AnnotationChecks<InferenceOptions>>()
            .BindConfiguration(InferenceOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true);
        services.AddOptionsWithValidateOnStart<ModelsOptions, ModelsOptionsChecks>()
            .BindConfiguration(ModelsOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true);
        services.AddOptionsWithValidateOnStart<StageThresholds, StageThresholdsChecks>()
            .BindConfiguration(StageThresholdsChecks.Section, binder => binder.ErrorOnUnknownConfiguration = true);
        services.AddOptionsWithValidateOnStart<LimitsOptions, LimitsOptionsChecks>()
            .BindConfiguration(LimitsOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true);
        services.AddOptionsWithValidateOnStart<AdminOptions, AdminOptionsChecks>()
            .BindConfiguration(AdminOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<CurrentVisitor>();
        services.AddSingleton<CellLimit>();
        services.AddSingleton<KeepLimit>();
        services.AddSingleton<IModelSource, ModelSource>();
        services.AddSingleton<InferenceQueue>();
        services.AddSingleton<InferenceMetrics>();
        services.AddSingleton<ModelMemory>();
        services.AddSingleton<ModelShelf>();
        services.AddSingleton<MappingChecks>();
        services.AddSingleton<RequestChecks>();
        services.AddSingleton<SweepVectors>();
        services.AddSingleton<CellOpening>();
        services.AddSingleton<RunTimes>();
        services.AddSingleton<RunBook>();
        services.AddSingleton<RunReception>();
        services.AddSingleton<IPatchscopeService, PatchscopeService>();
        services.AddSingleton<AdministratorKey>();
        services.AddScoped<IAdministrator, Administrator>();
        services.AddSingleton<IModelAdministration, ModelAdministration>();
        services.AddSingleton<IModelDownloads, ModelDownloads>();
        services.AddSingleton<StageChecks>();
        services.AddSingleton<DatasetChecks>();
        services.AddSingleton<StageReception>();
        services.AddSingleton<IStageService, StageService>();
        services.AddHostedService<InferenceThread>();
        services.AddHostedService<RunsEnd>();
    }
}
