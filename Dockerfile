# syntax=docker/dockerfile:1
# docker build -t patchscopes .
# docker run -p 8080:8080 -v patchscopes-data:/data -v ./models:/models patchscopes
# See docs/deploy.md.

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source

# What decides the packages comes first, so that a changed source file does not fetch half a gigabyte of libtorch again.
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props BannedSymbols.txt ./
COPY build/ build/
COPY Patchscopes.Model/Patchscopes.Model.csproj Patchscopes.Model/
COPY Patchscopes.Web/Patchscopes.Web.csproj Patchscopes.Web/
RUN dotnet restore Patchscopes.Web

COPY . .
RUN dotnet publish Patchscopes.Web -c Release --no-restore -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .

# app, with the number APP_UID, is the base image's user without rights.
RUN mkdir -p /data /models && chown "$APP_UID" /data /models
USER $APP_UID
VOLUME ["/data", "/models"]

# A double underscore stands for the colon in a setting's name: Admin__Key is Admin:Key.
ENV ASPNETCORE_HTTP_PORTS=8080 \
    DataDir=/data \
    Models__Folder=/models
EXPOSE 8080

# The image has no curl. HTTP/1.0 needs no Host header, so that AllowedHosts may be anything.
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]

ENTRYPOINT ["dotnet", "Patchscopes.Web.dll"]
