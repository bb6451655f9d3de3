import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dotnet } from '../../server/src/formats/dotnet.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes, siteLines } from '../support/site-lines.ts';

const SETTINGS = `{
  // where it listens
  "Logging": { "LogLevel": { "Default": "Information" } },
  "kestrel": {
    "Endpoints": {
      "Http": { "Url": "http://*:5001" },
      "Admin": { "Url": "https://localhost:5002", },
    },
  },
  "urls": "http://+:5003;http://[::1]:5004"
}
`;
const LAUNCH = `{
  "profiles": {
    "IIS Express": { "commandName": "IISExpress", "applicationUrl": "http://localhost:1" },
    "http": { "commandName": "Project", "applicationUrl": "http://0.0.0.0:6001" },
    "https": { "commandName": "Project", "applicationUrl": "https://0.0.0.0:6002;http://0.0.0.0:6003" }
  }
}
`;

test('endpoints of Kestrel and URLs, in any case and with comments', () => {
  assert.deepEqual(siteLines(dotnet, '/repo/appsettings.json', SETTINGS), [
    '6:34 listen Kestrel:Endpoints:Http:Url 5001 tcp',
    '7:44 listen Kestrel:Endpoints:Admin:Url 5002 tcp tls at localhost',
    '10:21 listen urls 5003 tcp',
    '10:39 listen urls 5004 tcp at ::1',
  ]);
  checkPrefixes(dotnet, '/repo/appsettings.Development.json', SETTINGS);
});

test('the launch profiles that run the project', () => {
  assert.deepEqual(siteLines(dotnet, '/repo/Properties/launchSettings.json', LAUNCH), [
    '4:75 listen applicationUrl 6001 tcp at 0.0.0.0',
    '5:77 listen applicationUrl 6002 tcp tls at 0.0.0.0',
    '5:97 listen applicationUrl 6003 tcp at 0.0.0.0',
  ]);
  checkPrefixes(dotnet, '/repo/Properties/launchSettings.json', LAUNCH);
});

/** An image of a project that exposes 8080, which is said to listen elsewhere, or not. */
function check(run: string, files: string, mark = ''): void {
  checkFixture(`
    === src/Web/Dockerfile
    FROM mcr.microsoft.com/dotnet/sdk:8.0
    COPY src/Web/Web.csproj src/Web/
    ENV ASPNETCORE_URLS=http://+:8080
    EXPOSE 8080
    ${mark && `~      ^^^^ warning[container-port-mismatch] ${mark}`}
    ${run}
    ${files.trim()}
  `);
}

const PLAIN = `
    === src/Web/appsettings.json
    { "Kestrel": { "Endpoints": { "Http": { "Url": "http://*:5000" } } } }
    === src/Web/appsettings.Staging.json
    { "Kestrel": { "Endpoints": { "Http": { "Url": "http://*:8080" } } } }`;

test('endpoints come before variables, and those of the environment before the plain ones', () => {
  const run = 'ENTRYPOINT ["dotnet", "Web.dll"]';
  check(run, PLAIN, 'it listens on 5000 (Kestrel:Endpoints:Http:Url)');
  check(`ENV ASPNETCORE_ENVIRONMENT=Staging\n    ${run}`, PLAIN);
  check(`ENV ASPNETCORE_ENVIRONMENT=$UNKNOWN\n    ${run}`, PLAIN);
  check(`ENV Kestrel__Endpoints__Http__Url=http://+:8080\n    ${run}`, PLAIN);
  check('ENTRYPOINT ["dotnet", "Web.dll", "--urls", "http://+:8080"]', PLAIN);
  check('ENTRYPOINT ["dotnet", "Web.dll"]', '=== src/Web/appsettings.json\n    { "AllowedHosts": "*" }');
});

test('a launch profile is for dotnet run alone', () => {
  const launch = `
    === src/Web/Properties/launchSettings.json
    { "profiles": {
      "a": { "commandName": "Project", "applicationUrl": "http://0.0.0.0:6001" },
      "b": { "commandName": "Project", "applicationUrl": "http://0.0.0.0:8080" } } }`;
  check('CMD dotnet run', launch, 'it listens on 6001 (applicationUrl)');
  check('CMD dotnet watch run --launch-profile b', launch);
  check('CMD dotnet run --no-launch-profile', launch);
  check('CMD ["dotnet", "Web.dll"]', launch);
});
