// How many executions the functions may have: reserved concurrency, and requests that wait for a partner.
import { expect, test } from 'vitest';
import type { ReservableFunction } from '../../lib/capacity-settings.ts';
import { type Settings, settingsFor } from '../../lib/settings.ts';
import { functionsOf } from '../support/template/functions.ts';
import {
  resourcesOf,
  stackOf,
  type TemplateJson,
  templateOf,
  templateOfStage,
} from '../support/template/template.ts';

const stages = ['local', 'dev', 'prod'] as const;

/** The reserved concurrency of each function that has one, by the name of its folder. */
function reservedIn(template: TemplateJson): Record<string, unknown> {
  const names = new Map(functionsOf(template).map(({ id, name }) => [id, name]));
  return Object.fromEntries(
    resourcesOf(template, 'AWS::Lambda::Function').flatMap(([id, { Properties }]) =>
      'ReservedConcurrentExecutions' in Properties
        ? [[names.get(id), Properties['ReservedConcurrentExecutions']]]
        : [],
    ),
  );
}

test.each(stages)('%s reserves nothing, because a new account cannot', stage => {
  expect(reservedIn(templateOfStage(stage))).toEqual({});
});

test.each<[string, Partial<Record<ReservableFunction, number>>]>([
  ['all four', { authorizer: 50, publish: 100, dispatcher: 20, 'retry-scheduler': 2 }],
  ['one', { dispatcher: 8 }],
])('the setting reserves concurrency for %s, and for no other function', (_, reservedConcurrency) => {
  const template = templateOf(stackOf('prod', undefined, { reservedConcurrency }));

  expect(reservedIn(template)).toEqual(reservedConcurrency);
});

test.each(stages)('%s: the API gets the limits of waiting requests from the settings', stage => {
  const { perLicensor, inAll } = settingsFor(stage).waitingRequests;
  const api = functionsOf(templateOfStage(stage)).find(({ name }) => name === 'api');

  expect(api?.environment).toMatchObject({
    WAITING_REQUESTS_PER_LICENSOR: String(perLicensor),
    WAITING_REQUESTS_IN_ALL: String(inAll),
  });
});

test('in prod the deliverers and all waiting requests leave half of an account to the rest', () => {
  const { deliveryConcurrency, waitingRequests }: Settings = settingsFor('prod');
  const { webhook, aws } = deliveryConcurrency;

  // A waiting request holds the api, and the verifier or a deliverer.
  const deliverers = [webhook, aws].reduce((sum, { normal, slow }) => sum + normal + slow, 0);
  expect(deliverers + 2 * waitingRequests.inAll).toBeLessThanOrEqual(500);
});
