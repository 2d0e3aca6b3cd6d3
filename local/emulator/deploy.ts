// Deploys Herald to the emulator as to AWS: `cdk bootstrap` and `cdk deploy` of the same app.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { run } from './child.ts';
import { account, type Emulator, region } from './emulator.ts';
import { nodeModules, repository } from './paths.ts';

const stack = 'herald-local';

const outputsSchema = z.object({
  ApiId: z.string(),
  RegistryTable: z.string(),
  EventsTable: z.string(),
  EventPagesTable: z.string(),
  DeliveriesTable: z.string(),
  QuarantineUrl: z.string(),
  DeliveryRolePattern: z.string(),
});
const fileSchema = z.object({ [stack]: outputsSchema });
export type Outputs = z.infer<typeof outputsSchema> & { readonly apiUrl: string };

export async function bootstrap(emulator: Emulator, folder: string): Promise<void> {
  // Runs outside the repository: there, the CDK would also synthesize the app.
  await cdk(emulator, folder, folder, ['bootstrap', `aws://${account}/${region}`]);
}

/**
 * @param folder for the synthesized app and logs
 * @param extraOrigins origins that webhooks may have although they are not public: the receiver's
 * @param consoleOrigin where the console is served
 */
export async function deploy(
  emulator: Emulator,
  folder: string,
  { extraOrigins, consoleOrigin }: { extraOrigins: string; consoleOrigin: string },
): Promise<Outputs> {
  const outputsFile = join(folder, 'cdk-outputs.json');
  const values = [
    'stage=local',
    `extraOrigins=${extraOrigins}`,
    `cognitoEndpoint=${emulator.endpointUrl}`,
    `consoleOrigin=${consoleOrigin}`,
  ];
  const context = values.flatMap(value => ['-c', value]);
  const files = ['--outputs-file', outputsFile, '--output', join(folder, 'cdk.out')];
  const command = ['deploy', stack, ...context, ...files, '--require-approval', 'never'];
  await cdk(emulator, folder, repository, command);
  const { [stack]: outputs } = fileSchema.parse(JSON.parse(readFileSync(outputsFile, 'utf8')));
  return { ...outputs, apiUrl: `${emulator.endpointUrl}/restapis/${outputs.ApiId}/v1/_user_request_` };
}

async function cdk(emulator: Emulator, ownFolder: string, folder: string, command: readonly string[]) {
  const own = { CDK_HOME: join(ownFolder, 'cdk'), CDK_DISABLE_CLI_TELEMETRY: 'true' };
  await run({
    name: `cdk ${command[0]}`,
    command: join(nodeModules, '.bin', 'cdk'),
    args: [...command, '--no-notices', '--no-color', '--ci'],
    environment: { ...emulator.environment, ...own },
    folder,
    log: join(ownFolder, 'deploy.log'),
  });
}
