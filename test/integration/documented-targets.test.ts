// Reference text 1, "Target Management" and "Target Types", with the bodies that are printed there.
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { partnerAccount, region } from '../../local/emulator/emulator.ts';
import type { AwsDestination, Partner } from '../../local/partner/partner.ts';
import { awsExamples, filled, webhookExamples } from '../support/builders/documented-requests.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { newPartner } from '../support/emulator/partner.ts';

let licensor: Licensor;
let partner: Partner;
let destinations: Record<keyof typeof awsExamples, AwsDestination>;
beforeAll(async () => {
  [licensor, partner] = await Promise.all([Licensor.onboard(), newPartner()]);
  destinations = { SQS: partner.queue, SNS: partner.topic, EVENTBRIDGE: partner.bus };
});

const nameOf = (arn: string) => arn.split(/[:/]/).at(-1) ?? '';

function awsBody(type: keyof typeof awsExamples) {
  const { arn, role } = destinations[type];
  const values = { '{region}': region, '{account-id}': partnerAccount, '{role-name}': nameOf(role.arn) };
  const name = { SQS: '{queue-name}', SNS: '{topic-name}', EVENTBRIDGE: '{bus-name}' }[type];
  return filled(awsExamples[type], { ...values, '{external-id}': role.externalId, [name]: nameOf(arn) });
}

const shown = {
  bearer: { type: 'bearer' },
  apiKey: { type: 'apiKey', apiKeyHeader: 'X-API-Key' },
  hmac: { type: 'hmac', hmacAlgorithm: 'HmacSHA256', hmacHeader: 'X-Signature' },
};
const webhookKinds = ['bearer', 'apiKey', 'hmac'] as const;

describe('registering a target as printed answers 201 with its id and status ACTIVE', () => {
  it.each(['SQS', 'SNS', 'EVENTBRIDGE'] as const)('%s', async type => {
    const body = awsBody(type);
    const answer = await licensor.partner.call('POST', '/targets', body);
    expect(answer).toMatchObject({ status: 201, body: { targetId: expect.any(String), status: 'ACTIVE' } });
    expect(answer.body).toMatchObject(body);
  });

  it.each(webhookKinds)('WEBHOOK with %s', async kind => {
    const { type, destination } = filled(webhookExamples[kind], {});
    const answer = await licensor.partner.call('POST', '/targets', filled(webhookExamples[kind], {}));
    expect(answer).toMatchObject({ status: 201, body: { targetId: expect.any(String), status: 'ACTIVE' } });
    expect(answer.body).toMatchObject({ type, destination, auth: shown[kind] });
  });

  it.each(['queue', 'topic', 'bus'] as const)(
    "a %s without the optional external id gets the licensor's own",
    async kind => {
      const { externalId } = licensor.caller;
      const { [kind]: destination } = await newPartner(externalId);
      const body = {
        type: destination.type,
        destination: destination.arn,
        auth: { assumeRoleArn: destination.role.arn },
      };
      const answer = await licensor.partner.call('POST', '/targets', body);
      expect(answer).toMatchObject({ status: 201, body });
      expect(answer.body).toHaveProperty('auth.externalId', externalId);
    },
  );

  it('optional header names and algorithm have the printed defaults', async () => {
    const { destination } = filled(webhookExamples.hmac, {});
    const register = (auth: object) =>
      licensor.partner.call('POST', '/targets', { type: 'WEBHOOK', destination, auth });
    expect((await register({ type: 'hmac', hmacSecret: 'your-secret' })).body).toMatchObject({
      auth: shown.hmac,
    });
    expect((await register({ type: 'apiKey', apiKey: 'your-key' })).body).toMatchObject({
      auth: shown.apiKey,
    });
  });
});

describe('registered targets', () => {
  it('are all listed', async () => {
    const one = await Licensor.onboard();
    const ids = [];
    for (const kind of webhookKinds) ids.push(await one.register(filled(webhookExamples[kind], {})));
    const { status, body } = await one.partner.call('GET', '/targets');
    const { targets } = body as { targets: { targetId: string }[] };
    expect(status).toBe(200);
    expect(targets.map(({ targetId }) => targetId).sort()).toEqual(ids.sort());
  });

  it('are found by ?targetId= and by path, with the same answer', async () => {
    const created = await licensor.partner.call('POST', '/targets', awsBody('SQS'));
    const { targetId } = created.body as { targetId: string };
    for (const path of [`/targets?targetId=${targetId}`, `/targets/${targetId}`]) {
      expect(await licensor.partner.call('GET', path)).toMatchObject({
        status: 200,
        body: created.body as object,
      });
    }
  });

  it('are replaced by PUT with a printed body', async () => {
    const targetId = await licensor.register(filled(webhookExamples.bearer, {}));
    const answer = await licensor.partner.call(
      'PUT',
      `/targets/${targetId}`,
      filled(webhookExamples.hmac, {}),
    );
    expect(answer).toMatchObject({ status: 200, body: { targetId, status: 'ACTIVE', auth: shown.hmac } });
    // The answer warns of the printed secret, and perhaps of the host.
    const { warnings, ...target } = z.looseObject({ warnings: z.array(z.string()) }).parse(answer.body);
    expect(warnings).toContainEqual(expect.stringContaining('auth.hmacSecret'));
    const health = { state: 'HEALTHY', deliveries: expect.anything() };
    const shownNow = await licensor.partner.call('GET', `/targets/${targetId}`);
    expect(shownNow.body).toEqual({ ...target, health });
  });

  it('are gone after DELETE', async () => {
    const targetId = await licensor.register(filled(webhookExamples.apiKey, {}));
    expect(await licensor.partner.call('DELETE', `/targets/${targetId}`)).toMatchObject({
      status: 204,
      body: '',
    });
    for (const path of [`/targets/${targetId}`, `/targets?targetId=${targetId}`]) {
      expect(await licensor.partner.call('GET', path)).toMatchObject({
        status: 404,
        body: { error: { code: 'NOT_FOUND', message: `there is no target "${targetId}"` } },
      });
    }
  });
});
