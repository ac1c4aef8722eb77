using Patchscopes.Web.Configuration;

namespace Patchscopes.Web.Classroom;

/// <summary>Registers the rooms.</summary>
internal static class ClassroomServices
{
    public static void AddClassroom(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<RoomsOptions, AnnotationChecks<RoomsOptions>>()
            .BindConfiguration(RoomsOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true);
        services.AddSingleton<Rooms>();
        services.AddSingleton<IRooms>(provider => provider.GetRequiredService<Rooms>());
        services.AddSingleton<RoomStream>();
    }
}
