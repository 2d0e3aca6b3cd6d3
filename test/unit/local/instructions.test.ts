import { expect, test } from 'vitest';
import { settingsFor } from '../../../lib/settings.ts';
import { entrance, facts } from '../../../local/tour/instructions.ts';

test('npm start says which ports it takes, that it keeps no state, how it retries and how to stop it', () => {
  const text = facts(5000, [0, 2, 4], [0, 3600, 5400]);

  expect(text).toContain('Press Ctrl-C to stop it.');
  expect(text).toMatch(/Ports: 5000 .*, 5001 .* and\n {2}5002 /);
  expect(text).toContain('When Herald stops, its data is gone.');
  expect(text).toContain('3 attempts, after waits of 0, 2 and 4 s (6 s in all)');
  expect(text).toContain('On AWS: 3 attempts within 2.5 hours.');
});

test('no line is wider than 100 columns', () => {
  const { retrySchedule: local } = settingsFor('local');
  const { retrySchedule: onAws } = settingsFor('prod');

  expect(
    facts(4566, local, onAws)
      .split('\n')
      .filter(line => line.length > 100),
  ).toEqual([]);
});

test('npm start prints a link for the demo partner, one for the operator, and how to get others', () => {
  const links = {
    partner: 'http://localhost:4568/#code=hpc_1',
    operator: 'http://localhost:4568/#code=hpc_2',
  };
  const text = entrance(links, 'demo');

  expect(text).toContain(`As the demo partner: ${links.partner}\n`);
  expect(text).toMatch(/As the operator: +http:\/\/localhost:4568\/#code=hpc_2\n/);
  expect(text).toContain('npm run partner -- link demo -c stage=local\n');
  expect(text).toContain('npm run herald -- operator link -c stage=local\n');
});
