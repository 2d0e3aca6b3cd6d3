// `npm run partner`: who may call Herald.
import { parseArgs } from 'node:util';
import { licensorSchema } from '../../core/model/api/licensor.ts';
import { runCommand, stageOf } from '../arguments.ts';
import { CommandError } from '../command-error.ts';
import { type Deployment, findDeployment } from '../deployment.ts';
import { type Onboarded, Onboarding } from '../onboarding.ts';
import { nameOfOwner, type Owner, platform } from '../owner.ts';

const usage = `npm run partner -- <command> -c stage=<stage> [--json]
  create <licensor> [--tier standard] [--contact <text>]   a licensor with its first client; prints the credentials once
  create --platform [--tier high]                          the platform itself, which publishes
  rotate <licensor>|--platform [--overlap <hours>]         a new client; the ones before work for 24 hours more
  disable <licensor>|--platform                            none of its clients work any more
  list                                                     who is onboarded
With an issuer of your own, create and rotate take the client's id there: --client-id <id>`;

const commands = new Set(['create', 'rotate', 'disable', 'list']);

await runCommand(run);

async function run(): Promise<void> {
  const { values, positionals } = parse();
  const stage = stageOf(values.c, usage);
  const [command = '', name, ...more] = positionals;
  if (!commands.has(command)) throw new CommandError(`"${command}" is no command\n\n${usage}`);
  const tooMany = command === 'list' ? name : more[0];
  if (tooMany !== undefined) throw new CommandError(`"${tooMany}": one argument too many\n\n${usage}`);
  const owner = command === 'list' ? '' : ownerOf(name, values.platform);
  const overlap = hoursOf(values.overlap);
  const deployment = await findDeployment(stage);
  const onboarding = new Onboarding(deployment);
  const clientId = values['client-id'];
  const { contact, json } = values;
  // One platform publishes for all licensors.
  const { tier = values.platform ? 'high' : 'standard' } = values;
  switch (command) {
    case 'create':
      return print(await onboarding.create(owner, { tier, contact, clientId }), deployment, json);
    case 'rotate':
      return print(await onboarding.rotate(owner, overlap, clientId), deployment, json);
    case 'disable': {
      const { licensor, clientIds } = await onboarding.disable(owner);
      return show({ owner: nameOfOwner(licensor), disabled: clientIds }, json);
    }
    default: {
      const owners = await onboarding.list();
      const rows = await Promise.all(
        owners.map(async owner => rowOf(owner, await onboarding.countUsable(owner))),
      );
      return json ? show(rows, true) : console.table(rows);
    }
  }
}

/** What `list` shows of an owner. One whose `clients` are 0 is disabled. */
function rowOf(owner: Owner, clients: number) {
  const {
    licensor,
    tier,
    contact = '',
    createdAt,
    targetCount: targets,
    subscriptionCount: subscriptions,
  } = owner;
  const kind = licensor === platform ? 'platform' : 'licensor';
  return { owner: nameOfOwner(licensor), kind, tier, contact, createdAt, clients, targets, subscriptions };
}

function parse() {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        c: { type: 'string', short: 'c', multiple: true, default: [] },
        tier: text,
        contact: text,
        overlap: { type: 'string', default: '24' },
        'client-id': text,
        platform: flag,
        json: flag,
      },
    });
  } catch (error) {
    throw new CommandError(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}

function ownerOf(name: string | undefined, isPlatform: boolean): string {
  if ((name === undefined) !== isPlatform)
    throw new CommandError(`say either a licensor or --platform\n\n${usage}`);
  if (isPlatform) return platform;
  const licensor = licensorSchema.safeParse(name);
  if (name === nameOfOwner(platform)) throw new CommandError('a licensor cannot be named like the platform');
  if (licensor.success) return licensor.data;
  throw new CommandError(`"${name}" cannot be a licensor: ${licensor.error.issues[0]?.message}`);
}

function hoursOf(text: string): number {
  const hours = Number(text);
  if (text.trim() === '' || !Number.isFinite(hours) || hours < 0)
    throw new CommandError('--overlap: expected a number of hours');
  return hours;
}

function print({ owner, externalId, credentials }: Onboarded, { caFile }: Deployment, json: boolean): void {
  show({ owner, externalId, credentials }, json);
  const { clientId, clientSecret, tokenUrl } = credentials;
  if (json || !tokenUrl) return;
  const curl = caFile ? `curl --cacert '${caFile}'` : 'curl';
  console.log(
    '\nThe secret is shown this once. Give the owner all of this; it gets tokens with:\n' +
      `${curl} -u '${clientId}:${clientSecret}' -d grant_type=client_credentials ${tokenUrl}`,
  );
}

function show(value: unknown, json: boolean): void {
  console.log(json ? JSON.stringify(value) : JSON.stringify(value, null, 2));
}
