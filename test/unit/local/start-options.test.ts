import { expect, test } from 'vitest';
import { startOptions } from '../../../local/start-options.ts';

test('npm start stays up and uses port 4566', () => {
  expect(startOptions([])).toEqual({ exit: false, port: 4566 });
});

test('--exit and HERALD_PORT change that', () => {
  expect(startOptions(['--exit'], '5000')).toEqual({ exit: true, port: 5000 });
});

test.each(['--help', '-h'])('%s prints the usage with exit code 0', option => {
  expect(startOptions([option])).toEqual({ code: 0, text: expect.stringMatching(/^Usage: npm start/) });
});

test.each([
  ['an unknown option', ['--frobnicate'], '4566', `Unknown option '--frobnicate'`],
  ['an unexpected argument', ['frobnicate'], '4566', `Unexpected argument 'frobnicate'`],
  ['a value for --exit', ['--exit=1'], '4566', `Option '--exit' does not take an argument`],
  ['a HERALD_PORT that is not a port', [], 'x', 'HERALD_PORT is "x", but must be a port number'],
  ['a HERALD_PORT without two next ports', [], '65534', 'HERALD_PORT is "65534"'],
])('%s is answered with one sentence and exit code 2', (_, args, port, reason) => {
  const answer = startOptions(args, port);

  expect(answer).toEqual({
    code: 2,
    text: expect.stringMatching(/^[^\n]+ "npm start -- --help" prints the usage\.$/),
  });
  expect(answer).toMatchObject({ text: expect.stringContaining(reason) });
});
