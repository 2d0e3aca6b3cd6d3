// Sessions of the console: from a link to the last call.
import { expect, it } from 'vitest';
import * as z from 'zod';
import { changePageSchema } from '../../core/model/api/change-record.ts';
import { surveyedLicensorsSchema } from '../../core/model/api/operator-view.ts';
import { renewalSchema, sessionPageSchema, startedSessionSchema } from '../../core/model/api/session-view.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { request } from '../support/emulator/raw-request.ts';
import { expectRefusal } from '../support/emulator/refusal.ts';
import { npmRun } from '../support/emulator/runbook.ts';
import { codeOf, exchange, startSession } from '../support/emulator/sessions.ts';
import { eventually } from '../support/emulator/wait.ts';

const link = z.object({ url: z.string(), sessionId: z.string() });
const call = (method: string, path: string, token: string, body?: object) =>
  request(method, path, {
    authorization: `Bearer ${token}`,
    ...(body && { body: JSON.stringify(body) }),
  });

it('a link is exchanged once; the session reads, is listed, and is renewed', async () => {
  const licensor = await Licensor.onboard();
  const own = `/${licensor.name}/notifications`;
  const fields = { capabilities: ['view', 'replay'], subject: 'a@example.com' };
  const { url, sessionId } = await licensor.partner.post('/portal-sessions', fields, link);

  const { body, status } = await exchange(codeOf(url));
  const session = startedSessionSchema.parse(body);

  expect(status).toBe(201);
  expect(session).toMatchObject({ licensor: licensor.name, sessionId, ...fields });
  expectRefusal(await exchange(codeOf(url)), {
    status: 403,
    code: 'FORBIDDEN',
    says: 'this code is wrong, was used, or is older than 60 seconds',
  });
  expect((await call('GET', `${own}/targets`, session.token)).body).toEqual({ targets: [] });
  const { sessions } = sessionPageSchema.parse((await licensor.partner.call('GET', '/portal-sessions')).body);
  expect(sessions).toMatchObject([{ sessionId, createdBy: licensor.caller.keyId, subject: 'a@example.com' }]);
  const renewed = await call('POST', `${own}/portal-sessions/${sessionId}/renewals`, session.token, {});
  expect(renewalSchema.parse(renewed.body).expiresAt >= session.expiresAt).toBe(true);
});

it('what a session changes is recorded under its id and subject', async () => {
  const licensor = await Licensor.onboard();
  const profile = { authConfig: { type: 'bearer', bearerToken: 'token' } };
  const { token, sessionId } = await startSession(licensor, {
    capabilities: ['secrets'],
    subject: 'a@example.com',
  });

  const made = await call('POST', `/${licensor.name}/notifications/auth-profiles`, token, profile);

  expect(made.status).toBe(201);
  const { body } = await licensor.partner.call('GET', '/changes');
  expect(changePageSchema.parse(body).changes).toMatchObject([
    { resource: { kind: 'authProfile' }, by: { kind: 'CLIENT', id: sessionId, name: 'a@example.com' } },
    { resource: { kind: 'session', id: sessionId }, action: 'CREATED' },
    ...Array.from(changePageSchema.parse(body).changes.slice(2), () => ({})),
  ]);
});

it('a session that may only view changes nothing, and gives away no more than it has', async () => {
  const licensor = await Licensor.onboard();
  const own = `/${licensor.name}/notifications`;
  const viewer = await startSession(licensor, { capabilities: ['view'] });
  const manager = await startSession(licensor, { capabilities: ['manage'] });
  const says = 'this token does not allow this request';
  const forbidden = { status: 403, code: 'FORBIDDEN', says };

  expectRefusal(await call('POST', `${own}/targets`, viewer.token, {}), forbidden);
  expectRefusal(await call('POST', `${own}/replays`, manager.token, {}), {
    ...forbidden,
    says: 'this session does not have the capability "replay"',
  });
  expectRefusal(await call('POST', `${own}/portal-sessions`, manager.token, { capabilities: ['secrets'] }), {
    ...forbidden,
    says: 'this session does not have the capability "secrets"',
  });
  for (const path of [`${own}/events`, `/${licensor.name}/graphql`])
    expectRefusal(await call('POST', path, manager.token, {}), forbidden);
});

it('a session that is revoked is refused as soon as the cached answer of the authorizer has expired', async () => {
  const licensor = await Licensor.onboard();
  const own = `/${licensor.name}/notifications`;
  const { token, sessionId } = await startSession(licensor, { capabilities: ['view'] });
  expect((await call('GET', `${own}/targets`, token)).status).toBe(200);

  expect((await call('DELETE', `${own}/portal-sessions/${sessionId}`, token)).status).toBe(204);

  const refused = await eventually(
    'a refusal of the revoked session',
    () => call('GET', `${own}/targets`, token),
    ({ status }) => status !== 200,
  );
  expect(refused.status).toBe(401);
  expect((await licensor.partner.call('GET', '/portal-sessions')).body).toEqual({ sessions: [] });
});

it('operators get a session that reads all licensors, and changes nothing', async () => {
  const licensor = await Licensor.onboard();
  const own = `/${licensor.name}/notifications`;
  const { code, output } = await npmRun(['herald', 'operator', 'link', '-c', 'stage=local']);

  const { token } = startedSessionSchema.parse((await exchange(codeOf(String(output['url'])))).body);

  expect(code).toBe(0);
  expect((await call('GET', `${own}/targets`, token)).status).toBe(200);
  expect((await call('POST', `${own}/replays`, token, {})).status).toBe(403);
  expect((await call('POST', `${own}/events`, token, {})).status).toBe(403);
});

it('a command of the operator lists a session of an operator and ends it', async () => {
  const { output } = await npmRun(['herald', 'operator', 'link', '-c', 'stage=local']);
  const { token, sessionId } = startedSessionSchema.parse(
    (await exchange(codeOf(String(output['url'])))).body,
  );

  const listed = await npmRun(['herald', 'operator', 'sessions', '-c', 'stage=local']);
  const ended = await npmRun(['herald', 'operator', 'end', sessionId, '-c', 'stage=local', '--yes']);

  expect(listed.output['sessions']).toContainEqual(expect.objectContaining({ sessionId }));
  expect(ended.output['ended']).toEqual([sessionId]);
  // Nothing has cached an answer for this token yet.
  expect((await call('GET', '/operator/survey', token)).status).toBe(401);
});

it('an operator sees the installation, the licensors, and ends the own session; nobody else does', async () => {
  const licensor = await Licensor.onboard();
  const { output } = await npmRun(['herald', 'operator', 'link', '-c', 'stage=local']);
  const { token, sessionId } = startedSessionSchema.parse(
    (await exchange(codeOf(String(output['url'])))).body,
  );
  const self = `/operator/portal-sessions/${sessionId}`;

  expect(await call('GET', '/operator/survey', token)).toMatchObject({
    status: 200,
    body: { queues: { quarantine: 0 }, overdueSeconds: expect.any(Number) },
  });
  const names: string[] = [];
  for (let nextToken: string | undefined, first = true; first || nextToken; first = false) {
    const query = nextToken === undefined ? '' : `&nextToken=${nextToken}`;
    const { body } = await call('GET', `/operator/licensors?limit=100${query}`, token);
    const page = surveyedLicensorsSchema.parse(body);
    names.push(...page.licensors.map(one => one.licensor));
    nextToken = page.nextToken;
  }
  expect(names).toContain(licensor.name);
  expect((await call('POST', `${self}/renewals`, token)).status).toBe(200);
  const { token: ofPartner } = await startSession(licensor, {
    capabilities: ['view', 'replay', 'manage', 'secrets'],
  });
  for (const other of [licensor.partnerKey, licensor.platformKey, ofPartner]) {
    for (const path of ['/operator/survey', '/operator/licensors'])
      expect((await call('GET', path, other)).status).toBe(403);
    expect((await call('POST', `${self}/renewals`, other)).status).toBe(403);
    expect((await call('DELETE', self, other)).status).toBe(403);
  }

  expect((await call('DELETE', self, token)).status).toBe(204);
  await eventually(
    'the refusal of the session that has ended',
    () => call('GET', '/operator/survey', token),
    ({ status }) => status === 401,
  );
});

it('partner link prints a link with the capabilities that it is given', async () => {
  const { name } = await Licensor.onboard();
  const args = ['partner', 'link', name, '-c', 'stage=local', '--can', 'replay'];
  const { output } = await npmRun(args);

  const { body } = await exchange(codeOf(String(output['url'])));

  expect(body).toMatchObject({ licensor: name, capabilities: ['view', 'replay'] });
});

it('an invited person is listed, and removed', async () => {
  const licensor = await Licensor.onboard();
  const invite = [
    'partner',
    'invite',
    licensor.name,
    'A@example.com',
    '-c',
    'stage=local',
    '--can',
    'replay',
  ];
  const dryRun = await npmRun(invite);
  expect(dryRun.output).toMatchObject({ dryRun: true });
  expect((await licensor.partner.call('GET', '/members')).body).toEqual({ members: [] });

  const { output } = await npmRun([...invite, '--yes']);
  const again = await npmRun([...invite, '--yes']).catch(error => String(error));

  const memberId = String(output['memberId']);
  expect((await licensor.partner.call('GET', '/members')).body).toMatchObject({
    members: [{ memberId, email: 'a@example.com', capabilities: ['view', 'replay'] }],
  });
  expect(JSON.stringify(again)).toContain('is a member of');
  expect((await licensor.partner.call('DELETE', `/members/${memberId}`)).status).toBe(204);
  expect((await licensor.partner.call('GET', '/members')).body).toEqual({ members: [] });
});
