// W3C Trace Context, sections 3.2 and 3.3: which traces are stored with an event, and in which form.
import { expect, test } from 'vitest';
import { traceOf } from '../../../../../core/model/event/trace.ts';

const ids = '0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331';
const traceparent = `00-${ids}-01`;
const stateOf = (tracestate: string) => traceOf({ traceparent, tracestate }).tracestate;

test.each([
  [traceparent, traceparent],
  [`00-${ids}-03`, `00-${ids}-03`],
  [`01-${ids}-01`, `00-${ids}-01`],
  [`cc-${ids}-00`, `00-${ids}-00`],
  [`fe-${ids}-ff`, `00-${ids}-01`],
  [`01-${ids}-01-`, `00-${ids}-01`],
  [`01-${ids}-01-what-the-future-brings`, `00-${ids}-01`],
])('traceparent %s is stored as %s', (given, stored) => {
  expect(traceOf({ traceparent: given })).toEqual({ traceparent: stored });
});

test.each([
  `ff-${ids}-01`,
  `00-${ids}-01-`,
  `00-${ids}-01-more`,
  `01-${ids}-01more`,
  `01-${ids}-1`,
  `0-${ids}-01`,
  `01-${'0'.repeat(32)}-b7ad6b7169203331-01`,
  `01-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`,
  `${traceparent}, ${traceparent}`,
  `00-${ids.toUpperCase()}-01`,
  '',
])('traceparent %j is left out, and tracestate with it', given => {
  expect(traceOf({ traceparent: given, tracestate: 'rojo=1' })).toEqual({});
});

test('tracestate without traceparent is left out', () => {
  expect(traceOf({ tracestate: 'rojo=1' })).toEqual({});
});

test.each([
  ['rojo=00f067aa0ba902b7', 'rojo=00f067aa0ba902b7'],
  ['rojo=00f067aa0ba902b7,congo=t61rcWkgMzE', 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE'],
  ['rojo=1 ,\t congo=2', 'rojo=1,congo=2'],
  ['rojo=1,,congo=2,', 'rojo=1,congo=2'],
  ['fw529a3039@dt=FfD3,a_-*/=x y', 'fw529a3039@dt=FfD3,a_-*/=x y'],
  [`a=${'x'.repeat(256)}`, `a=${'x'.repeat(256)}`],
  [Array.from({ length: 32 }, (_, index) => `k${index}=1`).join(), expect.stringMatching(/^k0=1,.*,k31=1$/)],
])('tracestate %j is stored', (given, stored) => {
  expect(stateOf(given)).toEqual(stored);
});

test.each([
  '',
  ' , ',
  'rojo',
  'rojo=',
  'Rojo=1',
  'rojo=a=b',
  'rojo=é',
  'rojo=a\r\nx-injected: 1',
  'rojo=1,rojo=2',
  'a@b@c=1',
  `a=${'x'.repeat(257)}`,
  `${'k'.repeat(257)}=1`,
  Array.from({ length: 33 }, (_, index) => `k${index}=1`).join(),
  Array.from({ length: 3 }, (_, index) => `k${index}=${'x'.repeat(200)}`).join(),
])('tracestate %j is left out, and traceparent stays', tracestate => {
  expect(traceOf({ traceparent, tracestate })).toEqual({ traceparent });
});
