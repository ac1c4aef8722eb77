using System.Text.Json;
using System.Text.Json.Serialization;
using Patchscopes.Web.Services.Stages;

namespace Patchscopes.Web.Api;

/// <summary>A choice of the stages tab as <see cref="StageNames"/> writes it, never as a number.</summary>
internal sealed class StageNameConverter<T>() : JsonStringEnumConverter<T>(new Policy(), allowIntegerValues: false)
    where T : struct, Enum
{
    private sealed class Policy : JsonNamingPolicy
    {
        public override string ConvertName(string name) => StageNames.Of(name);
    }
}
