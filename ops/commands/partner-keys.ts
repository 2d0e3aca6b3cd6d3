// `partner key create`, `list`, `rotate` and `disable`.
import { whyUnusable } from '../../core/model/api/client.ts';
import { AccessKeys, type KeyChoice } from '../access-keys.ts';
import { parseEnd, parseHours, parseKeyName } from '../arguments.ts';
import { UsageError } from '../command-error.ts';
import { accessKeyText } from '../credentials-text.ts';
import { firstKeyName } from '../onboarding.ts';
import { describeOwner, nameOfOwner } from '../owner.ts';
import { count, dryRunNote, table } from '../report.ts';
import type { Parent, Start } from '../start.ts';
import { changingOwnerCommand, ownerCommand, ownerOf, startOfSentence } from './owner-command.ts';

export function addKeyCommands(partner: Parent, start: Start): void {
  const key = partner.command('key').description('Access keys of a licensor or of the platform.');

  changingOwnerCommand(key, 'create')
    .description('Gives a licensor or the platform one more access key, and prints it once.')
    .requiredOption('--name <name>', "required: the key's name, e.g. ci", parseKeyName)
    .option('--read-only', 'it can read, but not change anything')
    .option('--expires <time>', 'when it ends, or never (the default)', parseEnd)
    .action((licensor, { platform: isPlatform, yes, name, readOnly, expires }) => {
      const owner = ownerOf(licensor, isPlatform);
      const options = { name, readOnly, end: expires };
      return start('partner key create', async ({ deployment, operator, audit }) => {
        const keys = new AccessKeys(deployment);
        const by = await operator();
        const { scopes } = await keys.checkAdd(owner, options);
        if (!yes) {
          const text = `${startOfSentence(owner)} would get an access key named ${name}. ${dryRunNote('create it')}`;
          return { result: { dryRun: true, owner: nameOfOwner(owner), name, scopes }, text };
        }
        const accessKey = await keys.add(owner, options);
        const { key: _, ...shown } = accessKey;
        audit('access key created', { owner: nameOfOwner(owner), ...shown, by });
        return { result: { owner: nameOfOwner(owner), accessKey }, text: accessKeyText(accessKey) };
      });
    });

  ownerCommand(key, 'list')
    .description('Shows the access keys of a licensor or of the platform, but not the keys themselves.')
    .action((licensor, { platform: isPlatform }) => {
      const owner = ownerOf(licensor, isPlatform);
      return start('partner key list', async ({ deployment, clock }) => {
        const rows = (await new AccessKeys(deployment).list(owner)).map(client => {
          const { clientId: id, accessKey: { name, scopes = [], createdAt } = {}, validUntil } = client;
          return {
            name,
            id,
            scopes: scopes.join(' '),
            createdAt,
            validUntil,
            state: whyUnusable(client, clock()) ?? 'works',
          };
        });
        const text = table(
          ['name', 'id', 'scopes', 'created at', 'valid until', 'state'],
          rows.map(row => Object.values(row)),
        );
        const none = `${startOfSentence(owner)} has no access key.`;
        return { result: rows, text: rows.length > 0 ? text : none };
      });
    });

  changingOwnerCommand(key, 'rotate')
    .description('Makes a key with the name and scopes of an older one, which stays valid for the overlap.')
    .option('--name <name>', 'which key', parseKeyName, firstKeyName)
    .option('--overlap <hours>', 'how long the older key stays valid', parseHours, 24)
    .option(
      '--expires <time>',
      'when the new key ends, or never; required if the older one has an end',
      parseEnd,
    )
    .action((licensor, { platform: isPlatform, yes, name, overlap, expires }) => {
      const owner = ownerOf(licensor, isPlatform);
      const rotation = { name, overlapHours: overlap, end: expires };
      return start('partner key rotate', async ({ deployment, operator, audit }) => {
        const keys = new AccessKeys(deployment);
        const by = await operator();
        const replaced = (await keys.checkRotate(owner, rotation)).replaced.map(({ clientId }) => clientId);
        if (!yes) {
          const text =
            `${startOfSentence(owner)} would get a new access key named ${name}. ` +
            `${count(replaced.length, 'older key')} would stay valid for ${overlap} hours. ${dryRunNote('rotate')}`;
          return { result: { dryRun: true, owner: nameOfOwner(owner), name, replaced }, text };
        }
        const accessKey = await keys.rotate(owner, rotation);
        const { key: _, ...shown } = accessKey;
        audit('access key rotated', {
          owner: nameOfOwner(owner),
          ...shown,
          replaced,
          overlapHours: overlap,
          by,
        });
        return { result: { owner: nameOfOwner(owner), accessKey, replaced }, text: accessKeyText(accessKey) };
      });
    });

  changingOwnerCommand(key, 'disable')
    .description('Ends access keys at once: API Gateway knows it after its cache, five minutes.')
    .option('--name <name>', 'all keys of this name', parseKeyName)
    .option('--id <id>', 'one key, e.g. the older one of a rotation')
    .action((licensor, { platform: isPlatform, yes = false, name, id }) => {
      const owner = ownerOf(licensor, isPlatform);
      const choice = choiceOf(name, id);
      return start('partner key disable', async ({ deployment, operator, audit }) => {
        const keys = new AccessKeys(deployment);
        const by = await operator();
        const chosen = yes ? await keys.disable(owner, choice) : await keys.checkDisable(owner, choice);
        const disabled = chosen.map(({ clientId }) => clientId);
        if (yes) audit('access keys disabled', { owner: nameOfOwner(owner), keys: disabled, by });
        const which = `${count(disabled.length, 'access key')} of ${describeOwner(owner)}`;
        const text = yes
          ? `${which} disabled. ${stillCached}`
          : `${which} would be disabled. ${dryRunNote('disable them')}`;
        return { result: { dryRun: !yes, owner: nameOfOwner(owner), disabled }, text };
      });
    });
}

const stillCached =
  'API Gateway may accept it for as long as it caches answers (authorizerCache: 5 minutes, 5 s in local).';

function choiceOf(name: string | undefined, id: string | undefined): KeyChoice {
  if (name !== undefined && id === undefined) return { name };
  if (id !== undefined && name === undefined) return { id };
  throw new UsageError('expected either --name or --id');
}
