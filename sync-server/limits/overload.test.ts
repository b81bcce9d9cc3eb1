import { expect, test } from 'vitest';
import { createLoadRule } from './overload.ts';

const calm = { rssBytes: 100, delayMs: 10 };
const late = { rssBytes: 100, delayMs: 150 };

test('an event loop that has been late for five seconds takes no more runs, until it is in time again', () => {
  const rule = createLoadRule(1000);
  for (let at = 0; at < 5000; at += 1000) {
    rule.take({ ...late, at });
    expect(rule.refusal(100)).toBeNull();
  }
  rule.take({ ...late, at: 5000 });
  expect(rule.refusal(100)).toMatchObject({ code: 'SERVER_BUSY', retryAfterMs: 5000 });
  rule.take({ ...calm, at: 6000 });
  expect(rule.refusal(100)).toBeNull();
});

test('a memory that is full for more than seven tenths takes no more runs', () => {
  const rule = createLoadRule(1000);
  rule.take({ rssBytes: 701, delayMs: 1, at: 0 });
  expect(rule.refusal(100)?.code).toBe('SERVER_BUSY');
});

test('with few runs live it is not they who hold the machine up', () => {
  const rule = createLoadRule(1000);
  rule.take({ rssBytes: 900, delayMs: 1, at: 0 });
  expect(rule.refusal(3)).toBeNull();
});
