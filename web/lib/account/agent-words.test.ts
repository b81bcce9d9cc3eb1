import { expect, test } from 'vitest';
import { agentWords } from './agent-words';

test.each([
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36',
    'Chrome on Linux'
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1',
    'Safari on iOS'
  ],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Firefox/140.0', 'Firefox on Windows'],
  ['curl/8.5.0', 'A program'],
  [null, 'A program']
])('%s is %s', (agent, words) => {
  expect(agentWords(agent)).toBe(words);
});
