// A partner in the console with a browser: from a new target to a delivery that failed and was sent again.
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../support/browser/chromium.ts';
import { openConsole } from '../support/browser/console-tab.ts';
import { documentedData } from '../support/builders/documented-payload.ts';
import { deployTemplate } from '../support/emulator/delivery-role.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { arrivals, behave, webhookUrl } from '../support/emulator/receiver.ts';
import { linkFor } from '../support/emulator/sessions.ts';
import { deliveryWhen } from '../support/emulator/tables.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

it('adds a webhook, subscribes and tests it, and sees what was published delivered', async () => {
  const licensor = await Licensor.onboard();
  const { page, close } = await openConsole(browser, await linkFor(licensor, 'replay', 'manage', 'secrets'));
  await page.getByRole('link', { name: 'Add a target' }).first().click();

  await page.getByRole('textbox', { name: 'Address' }).fill(webhookUrl(licensor.path('console')));
  await page.getByRole('button', { name: 'Add the target' }).click();
  await page.getByText('The target is added').waitFor();
  await page.getByRole('button', { name: 'Topic' }).first().click();
  await page.getByRole('option', { name: 'OfferStatus' }).click();
  await page.getByRole('button', { name: 'Subscribe the target' }).click();
  await page.getByText('The target is subscribed').waitFor();
  await page.getByRole('button', { name: 'Send the test' }).click();
  await page.getByText('It arrived').waitFor();

  await licensor.publish();
  await arrivals(licensor.path('console'), 2);
  await page.getByRole('link', { name: 'Deliveries' }).click();
  await page.getByText('Delivered', { exact: true }).first().waitFor();
  await close();
}, 120_000);

it('makes a queue with its role by the template that it downloads, and adds it as a target', async () => {
  const licensor = await Licensor.onboard();
  const { page, close } = await openConsole(browser, await linkFor(licensor, 'manage'));
  await page.getByRole('link', { name: 'Add a target' }).first().click();
  await page.getByRole('radio', { name: 'SQS queue' }).check();
  await page.getByRole('button', { name: 'No queue yet? Make one with its role' }).click();
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download the template' }).click();
  const download = await downloading;
  const template = readFileSync(await download.path(), 'utf8');
  const command = page.getByText('aws cloudformation deploy');
  expect(await command.textContent()).toContain(`--template-file ${download.suggestedFilename()} `);
  expect(await page.getByRole('link', { name: 'Open CloudFormation with the template' }).count()).toBe(0);

  const { Destination = '', AssumeRoleArn = '' } = await deployTemplate(template);
  await page.getByRole('textbox', { name: 'ARN of the queue' }).fill(Destination);
  await page.getByRole('textbox', { name: 'ARN of the role' }).fill(AssumeRoleArn);
  await page.getByRole('button', { name: 'Add the target' }).click();
  await page.getByText('The target is added').waitFor();
  await close();
}, 120_000);

it('reads why a delivery failed, in the words of its own service, and sends it again', async () => {
  const licensor = await Licensor.onboard();
  const path = licensor.path('failing');
  // 400 is about one message: it ends the delivery.
  const hostile = '<script>window.hacked = true</script> \u202e 😀 javascript:alert(1)';
  await behave({ path, status: 400, times: 1, body: { reason: hostile } });
  const targetId = await licensor.registerWebhook('failing');
  await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  const data = { ...documentedData, alid: '<img src=x onerror="window.hacked = true">' };
  const eventId = await licensor.publish({ data });
  const key = { licensor: licensor.name, eventId, targetId };
  await deliveryWhen(key, ({ attemptCount }) => attemptCount > 0);
  const { page, close } = await openConsole(browser, await linkFor(licensor, 'replay'));

  await page.getByRole('link', { name: 'Deliveries' }).click();
  await page.getByRole('link', { name: eventId }).first().click();
  await page.getByText('The beginning of your answer').waitFor();
  expect(await page.getByText('window.hacked = true</script>').first().textContent()).toContain('<script>');
  await page.getByRole('button', { name: 'Resend' }).click();
  await page.getByRole('button', { name: 'Send it again' }).click();

  await deliveryWhen(key, ({ status }) => status === 'DELIVERED');
  await page.getByText('asked for by a resend').waitFor();
  expect(await page.evaluate(() => Reflect.get(globalThis, 'hacked'))).toBeUndefined();
  await close();
}, 120_000);

it('a session that may only view cannot add a target or resend, and is told why', async () => {
  const licensor = await Licensor.onboard();
  const targetId = await licensor.registerWebhook('viewed');
  await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  const eventId = await licensor.publish();
  await deliveryWhen({ licensor: licensor.name, eventId, targetId }, ({ status }) => status === 'DELIVERED');
  const { page, close } = await openConsole(browser, await linkFor(licensor, 'view'));
  await page.getByRole('link', { name: 'Deliveries' }).click();
  await page.getByRole('link', { name: eventId }).first().click();
  await page.getByRole('heading', { name: 'Attempts' }).waitFor();

  expect(await page.getByRole('button', { name: 'Resend' }).count()).toBe(0);
  await page.goto(new URL('/targets/new', page.url()).href);
  const add = page.getByRole('button', { name: 'Add the target' });
  await add.waitFor();
  expect(await add.getAttribute('aria-disabled')).toBe('true');
  await page.getByText('Your session may not change targets').first().waitFor({ state: 'attached' });
  await close();
}, 60_000);

it('creates one auth profile though the first answer is lost, and says that the secret went with it', async () => {
  const licensor = await Licensor.onboard();
  const { page, close } = await openConsole(browser, await linkFor(licensor, 'manage', 'secrets'));
  await page.getByRole('link', { name: 'Credentials' }).click();
  await page.getByRole('button', { name: 'Create an auth profile' }).first().click();
  const act = page.getByRole('dialog').getByRole('button', { name: 'Create the auth profile' });
  // The API gets the request, and the page gets no answer, as when the network fails.
  let lost = 0;
  await page.route('**/auth-profiles', async (route, request) => {
    if (request.method() !== 'POST' || lost > 0) return route.continue();
    lost += 1;
    await route.fetch();
    await route.fulfill({ status: 502, body: '' });
  });

  await act.click();
  await page.getByText('It was not done').waitFor();
  await act.click();

  await page.getByText('The signing secret did not arrive').waitFor();
  const { body } = await licensor.partner.call('GET', '/auth-profiles');
  expect(body).toMatchObject({ authProfiles: [{ authConfig: { type: 'hmac' } }] });
  await close();
}, 60_000);

it('a session without "secrets" enters no credentials, and adds a webhook on an auth profile', async () => {
  const licensor = await Licensor.onboard();
  const authProfileId = await licensor.createProfile({ type: 'bearer', bearerToken: 'token' });
  const { page, close } = await openConsole(browser, await linkFor(licensor, 'manage', 'replay'));
  await page.getByRole('button', { name: 'Add a target' }).click();
  await page.getByText('Herald makes a signing secret for this target').waitFor();
  expect(await page.getByRole('textbox', { name: 'Signing secret' }).count()).toBe(0);

  await page.getByRole('textbox', { name: 'Address' }).fill(webhookUrl(licensor.path('profile')));
  await page.getByRole('button', { name: /^Whose credentials/ }).click();
  await page.getByRole('option', { name: authProfileId }).click();
  await page.getByRole('button', { name: 'Add the target' }).click();
  await page.getByRole('button', { name: 'Send the test' }).click();
  await page.getByText('It arrived').waitFor();

  expect((await arrivals(licensor.path('profile'), 1))[0]?.headers['authorization']).toBe('Bearer token');
  await page.getByRole('button', { name: 'Add another target' }).click();
  await page.getByRole('button', { name: 'Add the target' }).waitFor();
  await close();
}, 60_000);
