import { parseHours, parseLicensor } from '../arguments.ts';
import { UsageError } from '../command-error.ts';
import type { Deployment } from '../deployment.ts';
import { type Onboarded, Onboarding } from '../onboarding.ts';
import { describeOwner, nameOfOwner, type Owner, platform } from '../owner.ts';
import { count, dryRunNote, paragraphs, table } from '../report.ts';
import type { Parent, Start } from '../start.ts';
import { addRemovalCommand } from './partner-removal.ts';
import { addSuspensionCommands } from './partner-suspension.ts';

export function addPartnerCommand(program: Parent, start: Start): void {
  const partner = program
    .command('partner')
    .description('Onboards, lists, rotates, disables, suspends and removes licensors and the platform.');
  const one = (name: string) =>
    partner
      .command(name)
      .argument('[licensor]', 'the name of the licensor', parseLicensor)
      .option('--platform', 'the platform, which publishes, instead of a licensor')
      .option('--yes', 'do it; without it, only show what would be done');

  one('create')
    .description('Onboards a licensor or the platform, and prints its credentials once.')
    .option('--tier <tier>', 'its request limit, see lib/settings.ts (default: standard; platform: high)')
    .option('--contact <text>', 'whom to ask about it')
    .option('--client-id <id>', 'its client, if the stage has another issuer')
    .action((licensor, { platform: isPlatform, yes, contact, clientId, ...given }) => {
      const owner = ownerOf(licensor, isPlatform);
      // One platform publishes for all licensors.
      const { tier = isPlatform ? 'high' : 'standard' } = given;
      const options = { tier, contact, clientId };
      return start('partner create', async ({ deployment }) => {
        const onboarding = new Onboarding(deployment);
        if (yes) return credentialsReport(await onboarding.create(owner, options), deployment);
        await onboarding.checkCreate(owner, options);
        const text = `${sentence(owner)} would be onboarded in tier ${tier}. ${dryRunNote('onboard it')}`;
        return { result: { dryRun: true, owner: nameOfOwner(owner), tier }, text };
      });
    });

  one('rotate')
    .description('Creates a new client; the older ones stay valid for the overlap.')
    .option('--overlap <hours>', 'how long the older clients stay valid', parseHours, 24)
    .option('--client-id <id>', 'the new client, if the stage has another issuer')
    .action((licensor, { platform: isPlatform, yes, overlap, clientId }) => {
      const owner = ownerOf(licensor, isPlatform);
      return start('partner rotate', async ({ deployment }) => {
        const onboarding = new Onboarding(deployment);
        if (yes) return credentialsReport(await onboarding.rotate(owner, overlap, clientId), deployment);
        const replaced = await onboarding.checkRotate(owner, clientId);
        const text =
          `${sentence(owner)} would get a new client. ${count(replaced.length, 'older client')} would stay ` +
          `valid for ${overlap} hours. ${dryRunNote('rotate')}`;
        return { result: { dryRun: true, owner: nameOfOwner(owner), replaced }, text };
      });
    });

  one('disable')
    .description('Disables all clients of a licensor or of the platform. Deliveries go on.')
    .action((licensor, { platform: isPlatform, yes }) => {
      const owner = ownerOf(licensor, isPlatform);
      return start('partner disable', async ({ deployment }) => {
        const onboarding = new Onboarding(deployment);
        const disabled = yes
          ? (await onboarding.disable(owner)).clientIds
          : await onboarding.usableClients(owner);
        const text = yes
          ? `${count(disabled.length, 'client')} of ${describeOwner(owner)} disabled.`
          : `${count(disabled.length, 'client')} of ${describeOwner(owner)} would be disabled. ${dryRunNote('disable them')}`;
        return { result: { dryRun: !yes, owner: nameOfOwner(owner), disabled }, text };
      });
    });

  addSuspensionCommands(partner, start);
  addRemovalCommand(partner, start);

  partner
    .command('list')
    .description('Shows who is onboarded. An owner without clients is disabled.')
    .action(() =>
      start('partner list', async ({ deployment }) => {
        const onboarding = new Onboarding(deployment);
        const { owners, unreadable } = await onboarding.list();
        const rows = await Promise.all(
          owners.map(async owner => rowOf(owner, await onboarding.countUsable(owner))),
        );
        const note = unreadable.map(name => `\nThe item of "${name}" in the Registry cannot be read.`);
        return { result: rows, text: `${listText(rows)}${note.join('')}` };
      }),
    );
}

function ownerOf(licensor: string | undefined, isPlatform = false): string {
  if ((licensor === undefined) !== isPlatform)
    throw new UsageError('expected either a licensor or --platform');
  return licensor ?? platform;
}

const sentence = (owner: string): string => describeOwner(owner).replace(/^./, first => first.toUpperCase());

function credentialsReport(onboarded: Onboarded, { caFile }: Deployment) {
  const { owner, externalId, credentials } = onboarded;
  const { clientId, clientSecret, tokenUrl, scopes } = credentials;
  const lines = [
    ...[`owner:          ${owner}`, `external id:    ${externalId}`, `client id:      ${clientId}`],
    ...(clientSecret ? [`client secret:  ${clientSecret}`] : []),
    ...(tokenUrl ? [`token URL:      ${tokenUrl}`] : []),
    `scopes:         ${scopes.join(' ')}`,
  ];
  const curl = `curl${caFile ? ` --cacert '${caFile}'` : ''} -u '${clientId}:${clientSecret}'`;
  const text = paragraphs(
    lines.join('\n'),
    tokenUrl &&
      `The secret is shown only once. Give all of this to the owner. It gets an access token with:\n` +
        `${curl} \\\n  -d grant_type=client_credentials ${tokenUrl}`,
  );
  return { result: { owner, externalId, credentials }, text };
}

function rowOf(owner: Owner, clients: number) {
  const { licensor, tier, contact = '', createdAt, targetCount, subscriptionCount, suspension } = owner;
  const kind = licensor === platform ? 'platform' : 'licensor';
  const counts = { clients, targets: targetCount, subscriptions: subscriptionCount };
  const suspendedSince = suspension?.since;
  return { owner: nameOfOwner(licensor), kind, tier, contact, createdAt, ...counts, suspendedSince };
}

const listText = (rows: readonly ReturnType<typeof rowOf>[]): string =>
  rows.length === 0
    ? 'Nobody is onboarded yet.'
    : table(
        [
          'owner',
          'kind',
          'tier',
          'contact',
          'created at',
          'clients',
          'targets',
          'subscriptions',
          'suspended since',
        ],
        rows.map(row => Object.values(row)),
      );
