// Deploys Herald to the emulator as to AWS: `cdk bootstrap` and `cdk deploy` of the same app.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { appFolder } from '#places';
import { run } from './child.ts';
import { account, type Emulator, region } from './emulator.ts';
import { nodeModules } from './paths.ts';
import { Failure } from './progress.ts';

const outputsSchema = z.object({
  Stage: z.literal('local'),
  ApiId: z.string(),
  RegistryTable: z.string(),
  EventsTable: z.string(),
  EventPagesTable: z.string(),
  DeliveriesTable: z.string(),
  QuarantineUrl: z.string(),
  DeliveryRolePattern: z.string(),
});
/** By the name of the stack. The app may have stacks of its own beside Herald's. */
const fileSchema = z.record(z.string(), z.unknown());
export type Outputs = z.infer<typeof outputsSchema> & { readonly stackName: string; readonly apiUrl: string };

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
  const command = ['deploy', '--all', ...context, ...files, '--require-approval', 'never'];
  await cdk(emulator, folder, appFolder, command);
  const { stackName, ...outputs } = heraldIn(JSON.parse(readFileSync(outputsFile, 'utf8')));
  const apiUrl = `${emulator.endpointUrl}/restapis/${outputs.ApiId}/v1/_user_request_`;
  return { ...outputs, stackName, apiUrl };
}

/** @throws Failure if no stack of the app has Herald in it */
function heraldIn(file: unknown) {
  for (const [stackName, outputs] of Object.entries(fileSchema.parse(file))) {
    const parsed = outputsSchema.safeParse(outputs);
    if (parsed.success) return { stackName, ...parsed.data };
  }
  throw new Failure('No stack of the CDK app has Herald of the stage local: pass `-c stage` on to it.');
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
