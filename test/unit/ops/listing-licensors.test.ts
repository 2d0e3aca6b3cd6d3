// `operator link` completes the list of licensors that operators see in the console.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import { createDynamo } from '../../../core/store/dynamodb/dynamodb.ts';
import { listedLicensors } from '../../../core/store/registry/licensor-directory.ts';
import { listedLicensorKey } from '../../../core/store/registry/registry-key.ts';
import { deployment } from '../../support/handlers/onboarding-edge.ts';
import { mockOperator } from '../../support/handlers/operator.ts';

const operator = mockOperator();
const { herald, database } = operator;

const listed = async () =>
  (await listedLicensors(createDynamo(new DynamoDBClient({})), 'registry', { limit: 100 })).items;
/** As Herald 0.2 did: without an entry in the list. */
async function onboardWithoutEntry(name: string) {
  expect(await herald(`partner create ${name} --yes`)).toMatchObject({ code: 0 });
  database.remove('registry', listedLicensorKey(name));
}

beforeEach(async () => {
  operator.reset();
  const ConsoleUrl = 'https://console.example';
  operator.deployed({ ...deployment, outputs: { ...deployment.outputs, ConsoleUrl } });
  // An operator's session uses the API key of the platform.
  expect(await herald('partner create --platform --yes')).toMatchObject({ code: 0 });
});

test('each link adds what an old version has onboarded, after an earlier link too', async () => {
  await onboardWithoutEntry('acme');
  expect(await herald('operator link')).toMatchObject({ code: 0 });
  expect(await listed()).toEqual(['acme']);

  await onboardWithoutEntry('globex');
  expect(await herald('operator link')).toMatchObject({ code: 0 });
  expect(await listed()).toEqual(['acme', 'globex']);
});

test('a run that was cut off half way is completed by the next one; the platform is not listed', async () => {
  for (const name of ['acme', 'globex', 'initech']) await onboardWithoutEntry(name);
  database.put('registry', listedLicensorKey('globex'));

  expect(await herald('operator link')).toMatchObject({ code: 0 });

  expect(await listed()).toEqual(['acme', 'globex', 'initech']);
});
