// Who changed what: the change records of a licensor, as `GET /changes` shows them.
import { expect, it } from 'vitest';
import { type ChangeView, changePageSchema } from '../../core/model/api/change-record.ts';
import { replayViewSchema } from '../../core/model/replay/replay-view.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { request } from '../support/emulator/raw-request.ts';
import { webhookUrl } from '../support/emulator/receiver.ts';
import { argumentsFor, npmRun } from '../support/emulator/runbook.ts';
import { containsSecret, searchableSecret } from '../support/emulator/secret-search.ts';

const isoAt = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();

/** All records, the oldest first. */
async function changesOf(licensor: Licensor): Promise<ChangeView[]> {
  const { body } = await licensor.partner.call('GET', '/changes?limit=100');
  return changePageSchema.parse(body).changes.reverse();
}
const ofKind = (changes: readonly ChangeView[], kind: string) =>
  changes.filter(({ resource }) => resource.kind === kind);

it('shows who created, changed and deleted a target, from where, and what, but no secret', async () => {
  const licensor = await Licensor.onboard();
  const secrets = [searchableSecret(), searchableSecret()];
  const [before, after] = ['before', 'after'].map(name => webhookUrl(licensor.path(name)));
  const [first, second] = secrets.map(bearerToken => ({ type: 'bearer', bearerToken }));

  const targetId = await licensor.register({ type: 'WEBHOOK', destination: before, auth: first });
  const path = `/targets/${targetId}`;
  const changed = await licensor.partner.call('PUT', path, {
    type: 'WEBHOOK',
    destination: after,
    auth: second,
  });
  const deleted = await licensor.partner.call('DELETE', path);

  expect([changed.status, deleted.status]).toEqual([200, 204]);
  const all = await changesOf(licensor);
  const by = {
    kind: 'CLIENT',
    id: licensor.caller.keyId,
    name: 'default',
    sourceAddress: expect.stringMatching(/^[\d.]+$|:/),
    requestId: expect.any(String),
  };
  const resource = { kind: 'target', id: targetId };
  expect(ofKind(all, 'target')).toMatchObject([
    { by, resource, action: 'CREATED' },
    {
      by,
      resource,
      action: 'CHANGED',
      fields: [
        { field: 'destination', before, after },
        { field: 'secret', after: 'changed' },
      ],
    },
    { by, resource, action: 'DELETED' },
  ]);
  for (const secret of secrets) expect(containsSecret(JSON.stringify(all), secret)).toBe(false);
});

it('shows who started and cancelled a replay; a dry run leaves no record', async () => {
  const licensor = await Licensor.onboard();
  const targetId = await licensor.registerWebhook('replayed');
  const input = { targetId, statuses: ['FAILED'], since: isoAt(-60), until: isoAt(0) };

  const dryRun = await licensor.partner.call('POST', '/replays', { ...input, dryRun: true });
  const { replayId } = await licensor.partner.post('/replays', input, replayViewSchema);
  const cancelled = await licensor.partner.call('DELETE', `/replays/${replayId}`);

  expect([dryRun.status, cancelled.status]).toEqual([200, 202]);
  const by = { kind: 'CLIENT', id: licensor.caller.keyId };
  const resource = { kind: 'replay', id: replayId };
  expect(ofKind(await changesOf(licensor), 'replay')).toMatchObject([
    { by, resource, action: 'CREATED' },
    { by, resource, action: 'CHANGED', fields: [{ field: 'status', after: 'CANCELLING' }] },
  ]);
});

it("shows an operator's suspension as OPERATOR, without who it was", async () => {
  const licensor = await Licensor.onboard();
  const targetId = await licensor.registerWebhook('suspended');
  const filled = { licensor: licensor.name, targetId, since: isoAt(-10), until: isoAt(0) };

  await npmRun(argumentsFor('stop sending to a target that does harm', filled));

  const suspension = ofKind(await changesOf(licensor), 'target').at(-1);
  expect(suspension).toMatchObject({
    action: 'CHANGED',
    resource: { id: targetId },
    by: { kind: 'OPERATOR' },
  });
  expect(JSON.stringify(suspension)).toContain('floods us with 500s');
  expect(JSON.stringify(suspension)).not.toContain('arn:aws');
});

it("another licensor's key gets a 403", async () => {
  const [licensor, other] = [await Licensor.onboard(), await Licensor.onboard()];
  await licensor.registerWebhook('own');

  const { status } = await request('GET', `/${licensor.name}/notifications/changes`, {
    authorization: `Bearer ${other.partnerKey}`,
  });

  expect(status).toBe(403);
});
