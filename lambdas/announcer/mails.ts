// Sends mails about incidents: at most one for each, and few in a storm. A mail is marked before it is sent,
// so a repeated record sends none.
import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import * as z from 'zod';
import type { Budget } from '../../core/model/api/budget.ts';
import { errorOf, type Log } from '../../core/runtime/telemetry/log.ts';
import type { BudgetStore } from '../../core/store/deliveries/budgets.ts';
import type { MailMarks } from '../../core/store/deliveries/mail-marks.ts';
import type { Licensors } from '../../core/store/registry/licensors.ts';
import type { AnnouncedEvent } from './announced-events.ts';
import { mailTextOf } from './mail-text.ts';

/** Five mails a day. */
export const licensorBudget: Budget = { perSecond: 5 / 86_400, saved: 5 };
/** Twenty mails an hour in the whole installation. */
export const installationBudget: Budget = { perSecond: 20 / 3600, saved: 20 };
/** The installation's budget is stored under the name that no licensor has. */
const installation = '';

export type MailDeps = {
  ses: SESv2Client;
  /** The sender's address. */
  from: string;
  licensors: Pick<Licensors, 'get'>;
  marks: MailMarks;
  ofLicensor: Pick<BudgetStore, 'spend'>;
  ofInstallation: Pick<BudgetStore, 'spend'>;
  /** Milliseconds since the epoch. */
  clock: () => number;
  log: Log;
};

/**
 * Mails the licensor's contact about an incident, if the event is one to mail about, mails are not switched
 * off, and the budgets allow it. The reason for not sending is logged.
 * @throws Error if a table cannot be read or written: call it again
 */
export async function mailAbout(event: AnnouncedEvent, deps: MailDeps): Promise<void> {
  const { id: eventId, licensor } = event;
  const mail = mailTextOf(event);
  if (!mail) return;
  const skip = (reason: string): void => {
    deps.log.warn('mail not sent', { licensor, eventId, reason });
  };
  const { contact, mailOff = false } = (await deps.licensors.get(licensor)) ?? {};
  if (mailOff) return skip('switched off');
  const { data: to } = z.email().safeParse(contact?.trim());
  if (to === undefined) return skip('the contact is no mail address');
  const now = deps.clock();
  if (!(await deps.marks.mark(licensor, eventId, now))) return;
  if ((await deps.ofLicensor.spend(licensor, 1, now)) !== undefined)
    return skip('budget of the licensor used up');
  if ((await deps.ofInstallation.spend(installation, 1, now)) !== undefined)
    return skip('budget of the installation used up');
  try {
    await deps.ses.send(
      new SendEmailCommand({
        FromEmailAddress: deps.from,
        Destination: { ToAddresses: [to] },
        Content: {
          Simple: {
            Subject: { Data: mail.subject, Charset: 'UTF-8' },
            Body: { Text: { Data: mail.text, Charset: 'UTF-8' } },
          },
        },
      }),
    );
    deps.log.info('mail sent', { licensor, eventId });
  } catch (error) {
    // The message may have the partner's address.
    deps.log.error('mail failed', { licensor, eventId, code: errorOf(error).name });
  }
}
