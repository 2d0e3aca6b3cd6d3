// `partner oauth rotate`.
import { parseHours } from '../arguments.ts';
import { oauthText } from '../credentials-text.ts';
import { checkOauthRotation, rotateOauth } from '../oauth-rotation.ts';
import { nameOfOwner } from '../owner.ts';
import { count, dryRunNote } from '../report.ts';
import type { Parent, Start } from '../start.ts';
import { changingOwnerCommand, ownerOf, startOfSentence } from './owner-command.ts';

export function addOauthCommands(partner: Parent, start: Start): void {
  const oauth = partner.command('oauth').description('OAuth clients, in a stage with an issuer of tokens.');

  changingOwnerCommand(oauth, 'rotate')
    .description(
      'Creates an OAuth client; older ones stay valid for the overlap. Access keys are not changed.',
    )
    .option('--overlap <hours>', 'how long the older clients stay valid', parseHours, 24)
    .option('--client-id <id>', 'the new client, if the stage has another issuer than Cognito')
    .action((licensor, { platform: isPlatform, yes, overlap, clientId }) => {
      const owner = ownerOf(licensor, isPlatform);
      return start('partner oauth rotate', async ({ deployment, db, operator, audit }) => {
        const by = await operator();
        const { replaced } = await checkOauthRotation(deployment, db, owner, clientId);
        const ids = replaced.map(client => client.clientId);
        if (!yes) {
          const text =
            `${startOfSentence(owner)} would get a new OAuth client. ${count(ids.length, 'older client')} ` +
            `would stay valid for ${overlap} hours. ${dryRunNote('rotate')}`;
          return { result: { dryRun: true, owner: nameOfOwner(owner), replaced: ids }, text };
        }
        const credentials = await rotateOauth(deployment, db, owner, { overlapHours: overlap, clientId });
        const fields = { owner: nameOfOwner(owner), clientId: credentials.clientId, replaced: ids };
        audit('OAuth client created', { ...fields, overlapHours: overlap, by });
        const result = { owner: nameOfOwner(owner), oauth: credentials };
        return { result, text: oauthText(credentials, deployment.caFile) };
      });
    });
}
