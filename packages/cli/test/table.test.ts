// Tables and the progress bar.
import { expect, test } from 'vitest';
import { progressBar } from '../src/progress-bar.ts';
import { type Column, tableOf } from '../src/table.ts';

const columns: Column<{ id: string; text?: string }>[] = [
  { title: 'ID', value: row => row.id },
  { title: 'TEXT', value: row => row.text },
];

test('columns are as wide as their widest value, and a missing value is a dash', () => {
  expect(tableOf(columns, [{ id: 'long-id', text: 'a' }, { id: 'b' }], undefined)).toEqual([
    'ID       TEXT',
    'long-id  a',
    'b        -',
  ]);
});

test('lines fit the width: the columns on the right are shortened first', () => {
  const rows = [{ id: '0123456789', text: 'a text that is long' }];
  expect(tableOf(columns, rows, 22)).toEqual(['ID          TEXT', '0123456789  a text th…']);
  for (const line of tableOf(columns, rows, 16)) expect(line.length).toBeLessThanOrEqual(16);
});

test('a value cannot move the cursor or begin a line', () => {
  expect(tableOf(columns, [{ id: 'a\u001b[2J', text: 'b\nc\u202e' }], undefined)[1]).toBe('a [2J  b c');
});

test('the bar is empty before something is found, and full at the end', () => {
  const counts = { found: 0, delivered: 0, failed: 0, cancelled: 0 };
  expect(progressBar(counts, 4)).toBe('[----] 0 of 0, 0 delivered, 0 failed');
  expect(progressBar({ ...counts, found: 4, delivered: 2 }, 4)).toBe('[##--] 2 of 4, 2 delivered, 0 failed');
  expect(progressBar({ found: 4, delivered: 2, failed: 1, cancelled: 1 }, 4)).toMatch(/^\[####\] 4 of 4/);
});
