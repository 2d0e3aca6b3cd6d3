// The logs of the functions: metrics are log lines, and must not be filtered.
import { expect, test } from 'vitest';
import { functionsOf } from '../support/template/functions.ts';
import { stackOf, templateOf, templateOfStage } from '../support/template/template.ts';

const stages = ['local', 'dev', 'prod'] as const;

test.each(stages)('%s: Lambda filters its own lines, and no line of the functions', stage => {
  const template = templateOfStage(stage);
  const functions = functionsOf(template);

  expect(functions.length).toBeGreaterThan(10);
  for (const { id, environment } of functions) {
    expect(template.Resources[id]?.Properties['LoggingConfig']).toMatchObject({
      LogFormat: 'JSON',
      ApplicationLogLevel: 'INFO',
      SystemLogLevel: 'WARN',
    });
    expect(environment['POWERTOOLS_LOG_LEVEL']).toBe('INFO');
  }
});

test('the log level WARN is set in the functions and not in Lambda, which would drop the metrics', () => {
  const template = templateOf(stackOf('prod', undefined, { logLevel: 'WARN', systemLogLevel: 'INFO' }));

  for (const { id, environment } of functionsOf(template)) {
    expect(environment['POWERTOOLS_LOG_LEVEL']).toBe('WARN');
    expect(template.Resources[id]?.Properties['LoggingConfig']).toMatchObject({
      ApplicationLogLevel: 'INFO',
      SystemLogLevel: 'INFO',
    });
  }
});
