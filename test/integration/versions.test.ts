import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiAnswer } from '../../local/client/herald-api.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { expectRefusalWithoutTrace, type Refusal } from '../support/emulator/refusal.ts';

let licensor: Licensor;
let usedTargetId: string;
beforeAll(async () => {
  licensor = await Licensor.onboard();
  usedTargetId = await licensor.registerWebhook('used');
});

const target = () => ({
  type: 'WEBHOOK',
  destination: 'https://your-api.example.com/webhooks',
  auth: { type: 'bearer', bearerToken: 'token' },
});
const subscription = () => ({
  topic: 'OfferStatus',
  eventTargetMapping: { LiveStatusUpdated: [usedTargetId] },
});

const preconditionFailed: Refusal = {
  status: 412,
  code: 'PRECONDITION_FAILED',
  says: 'If-Match: expected the current version',
};

describe.each([
  { kind: 'target', collection: '/targets', id: 'targetId', body: target },
  { kind: 'subscription', collection: '/subscriptions', id: 'subscriptionId', body: subscription },
])('a $kind', ({ collection, id, body }) => {
  const call = (method: string, path: string, ifMatch?: string) =>
    licensor.partner.call(
      method,
      path,
      method === 'PUT' ? body() : undefined,
      ifMatch === undefined ? {} : { 'if-match': ifMatch },
    );
  const etag = ({ headers }: ApiAnswer): string => headers.get('etag') ?? 'none';

  async function create() {
    const answer = await licensor.partner.call('POST', collection, body());
    return { path: `${collection}/${(answer.body as Record<string, string>)[id]}`, etag: etag(answer) };
  }

  it('has an ETag in every answer, which changes with every change', async () => {
    const { path, etag: first } = await create();
    expect(first).toMatch(/^"[^"]+"$/);
    expect(etag(await call('GET', path))).toBe(first);
    const second = etag(await call('PUT', path));
    expect(second).not.toBe(first);
    expect(etag(await call('GET', path))).toBe(second);
  });

  it('is changed and deleted with its current ETag', async () => {
    const { path, etag: first } = await create();
    const changed = await call('PUT', path, first);
    expect(changed.status).toBe(200);
    expect((await call('DELETE', path, etag(changed))).status).toBe(204);
  });

  it('is not changed or deleted with a stale ETag: 412', async () => {
    const { path, etag: stale } = await create();
    await call('PUT', path);
    await expectRefusalWithoutTrace(licensor, () => call('PUT', path, stale), preconditionFailed);
    await expectRefusalWithoutTrace(licensor, () => call('DELETE', path, stale), preconditionFailed);
  });

  it('is changed and deleted with "*" in any version', async () => {
    const { path } = await create();
    await call('PUT', path);
    expect((await call('PUT', path, '*')).status).toBe(200);
    expect((await call('DELETE', path, '*')).status).toBe(204);
  });

  it('is changed with a list of ETags that contains the current one', async () => {
    const { path, etag: first } = await create();
    expect((await call('PUT', path, `"other", ${first}`)).status).toBe(200);
  });

  it('is changed by exactly one of ten concurrent requests with the same ETag', async () => {
    const { path, etag: first } = await create();
    const answers = await Promise.all(Array.from({ length: 10 }, () => call('PUT', path, first)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(412)]);
  });
});
