import { expect, test } from 'vitest';
import { createLog } from './log.ts';

test('what looks like a key never reaches the log', () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  log.error({
    err: new Error('401 for Bearer abcdef and sk-proj-1234567890 at ?key=AIzaSyA1234567890')
  });
  expect(lines.join('')).not.toMatch(/abcdef|sk-proj|AIza/);
  expect(lines.join('')).toContain('[secret]');
});
