import { accessKeyText, oauthText } from '../credentials-text.ts';
import type { Deployment } from '../deployment.ts';
import { type Onboarded, Onboarding } from '../onboarding.ts';
import { describeOwner, nameOfOwner, type Owner, platform } from '../owner.ts';
import { clientsOfOwner, disableAllClients } from '../owner-clients.ts';
import { count, dryRunNote, paragraphs, table } from '../report.ts';
import type { Parent, Start } from '../start.ts';
import { addInviteCommand } from './invitations.ts';
import { changingOwnerCommand, ownerOf, startOfSentence } from './owner-command.ts';
import { addDisableAllCommand } from './partner-disabling.ts';
import { addKeyCommands } from './partner-keys.ts';
import { addMailCommand } from './partner-mail.ts';
import { addOauthCommands } from './partner-oauth.ts';
import { addRemovalCommand } from './partner-removal.ts';
import { addSuspensionCommands } from './partner-suspension.ts';
import { addLinkCommand } from './session-links.ts';

export function addPartnerCommand(program: Parent, start: Start): void {
  const partner = program
    .command('partner')
    .description(
      'Onboards, lists, disables, suspends and removes licensors and the platform; their access keys.',
    );

  changingOwnerCommand(partner, 'create')
    .description('Onboards a licensor or the platform, and prints its first access key once.')
    .option('--tier <tier>', 'its request limit, see lib/settings.ts (default: standard; platform: high)')
    .option('--contact <text>', 'whom to ask about it; an address gets mails about incidents')
    .option('--oauth', 'an OAuth client too, if the stage has an issuer')
    .option('--client-id <id>', 'its OAuth client, if the stage has another issuer than Cognito')
    .action((licensor, { platform: isPlatform, yes, contact, oauth, clientId, ...given }) => {
      const owner = ownerOf(licensor, isPlatform);
      // One platform publishes for all licensors.
      const { tier = isPlatform ? 'high' : 'standard' } = given;
      const withOauth = oauth || clientId !== undefined;
      const options = { tier, contact, ...(withOauth && { oauth: { clientId } }) };
      return start('partner create', async ({ deployment, operator, audit }) => {
        const onboarding = new Onboarding(deployment);
        if (!yes) {
          await onboarding.checkCreate(owner, options);
          const text = `${startOfSentence(owner)} would be onboarded in tier ${tier}. ${dryRunNote('onboard it')}`;
          return { result: { dryRun: true, owner: nameOfOwner(owner), tier }, text };
        }
        const by = await operator();
        const onboarded = await onboarding.create(owner, options);
        const clients = [onboarded.accessKey.id, ...(onboarded.oauth ? [onboarded.oauth.clientId] : [])];
        audit('owner onboarded', { owner: nameOfOwner(owner), tier, clients, by });
        return onboardedReport(onboarded, deployment);
      });
    });

  changingOwnerCommand(partner, 'disable')
    .description(
      'Disables all access keys and OAuth clients of a licensor or of the platform. Deliveries go on.',
    )
    .action((licensor, { platform: isPlatform, yes = false }) => {
      const owner = ownerOf(licensor, isPlatform);
      return start('partner disable', async ({ deployment, db, tables, operator, audit }) => {
        const by = await operator();
        const { usable } = await clientsOfOwner(db, tables.registry, owner);
        const disabled = usable.map(({ clientId }) => clientId);
        if (yes) {
          await disableAllClients(deployment, db, owner);
          audit('clients disabled', { owner: nameOfOwner(owner), clients: disabled, by });
        }
        const clients = `${count(disabled.length, 'client')} of ${describeOwner(owner)}`;
        const text = yes
          ? `${clients} disabled.`
          : `${clients} would be disabled. ${dryRunNote('disable them')}`;
        return { result: { dryRun: !yes, owner: nameOfOwner(owner), disabled }, text };
      });
    });

  addKeyCommands(partner, start);
  addOauthCommands(partner, start);
  addSuspensionCommands(partner, start);
  addMailCommand(partner, start);
  addLinkCommand(partner, start);
  addInviteCommand(partner, start);
  addRemovalCommand(partner, start);
  addDisableAllCommand(partner, start);

  partner
    .command('list')
    .description('Shows who is onboarded. An owner without clients (access keys, OAuth clients) is disabled.')
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

function onboardedReport(onboarded: Onboarded, { caFile }: Deployment) {
  const { owner, externalId, accessKey, oauth } = onboarded;
  const text = paragraphs(
    `owner:          ${owner}\nexternal id:    ${externalId}`,
    accessKeyText(accessKey),
    oauth && oauthText(oauth, caFile),
  );
  return { result: onboarded, text };
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
