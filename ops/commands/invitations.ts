// `partner invite`: who may sign in to the console of a licensor.
import { InvalidArgumentError } from '@commander-js/extra-typings';
import { capabilities } from '../../core/model/api/capability.ts';
import { emailSchema, type Member } from '../../core/model/api/member.ts';
import { newId } from '../../core/runtime/id.ts';
import { createLicensors } from '../../core/store/registry/licensors.ts';
import { createMemberStore } from '../../core/store/registry/members.ts';
import { isRefusal } from '../../core/store/store-error.ts';
import { parseLicensor } from '../arguments.ts';
import { CommandError } from '../command-error.ts';
import { ensureAccount, type MemberAccount } from '../member-accounts.ts';
import { recordByOperator } from '../operator-records.ts';
import { notOnboarded } from '../owner.ts';
import { dryRunNote } from '../report.ts';
import type { Parent, Start } from '../start.ts';
import { parseCapabilities } from './session-links.ts';

function parseEmail(text: string): string {
  const { data } = emailSchema.safeParse(text);
  if (data === undefined) throw new InvalidArgumentError('Expected an e-mail address.');
  return data;
}

const mailed: Record<MemberAccount, string> = {
  INVITED: ' Cognito mails a temporary password, which works for seven days.',
  ACTIVE: '',
  AT_ISSUER: '',
};

export function addInviteCommand(partner: Parent, start: Start): void {
  partner
    .command('invite')
    .description('Lets a person sign in to the console of a licensor, with a verified e-mail address.')
    .argument('<licensor>', 'the name of the licensor', parseLicensor)
    .argument('<email>', 'the address of the person at the issuer', parseEmail)
    .option(
      '--can <capabilities>',
      'what the person may do, e.g. view,replay (default: all)',
      parseCapabilities,
    )
    .option('--yes', 'do it; without it, only show what would be done')
    .action((licensor, email, { can = [...capabilities], yes = false }) =>
      start('partner invite', async ({ deployment, db, tables, clock, operator, audit }) => {
        const by = await operator();
        if (!(await createLicensors(db, tables.registry).exists(licensor))) throw notOnboarded(licensor);
        const now = clock();
        const member: Member = {
          memberId: newId(now),
          speaksFor: licensor,
          email,
          capabilities: can,
          createdAt: new Date(now).toISOString(),
        };
        const who = `${email} ${yes ? 'may' : 'would'} sign in to the console of ${licensor} (${can.join(', ')}).`;
        if (!yes)
          return { result: { dryRun: true, licensor, email, can }, text: `${who} ${dryRunNote('invite')}` };
        const record = await recordByOperator(deployment);
        const resource = { kind: 'member', id: member.memberId } as const;
        const added = record(licensor, resource, undefined, { email, capabilities: can });
        // Before the membership: a second run then completes what the first one left.
        const account = await ensureAccount(deployment, email);
        await createMemberStore(db, tables.registry)
          .add(member, added)
          .catch((error: unknown) => {
            throw isRefusal(error, 'ALREADY_EXISTS')
              ? new CommandError(`${email} is a member of ${licensor} already.${mailed[account]}`)
              : error;
          });
        audit('member invited', { licensor, email, can, memberId: member.memberId, account, by });
        return { result: { dryRun: false, account, ...member }, text: `${who}${mailed[account]}` };
      }),
    );
}
