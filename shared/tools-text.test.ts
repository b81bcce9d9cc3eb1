import { expect, test } from 'vitest';
import { checkToolsText } from './tools-text.ts';

const parameters = { type: 'object', properties: {} };

test('a list of tools in any spelling is taken as it is', () => {
  const tools = [
    { type: 'function', function: { name: 'one', parameters } },
    { name: 'two', input_schema: parameters }
  ];
  expect(checkToolsText(JSON.stringify(tools))).toEqual({ value: tools });
});

test('what is wrong is said by line', () => {
  const said = (text: string) => {
    const checked = checkToolsText(text);
    return 'problems' in checked
      ? checked.problems.map(({ line, sentence }) => `${line} ${sentence}`)
      : [];
  };
  expect(said('{}')).toEqual(['1 Tools are a list: [ … ].']);
  expect(said('[\n{"name": "a b"},\n]')[0]).toMatch(/^3 .*comma too many/);
  expect(said('[\n  {"name": "a b"},\n  {"name": "c"},\n  {"name": "c"}\n]')).toEqual([
    expect.stringMatching(/^2 A name has/),
    expect.stringMatching(/^3 Another tool/),
    expect.stringMatching(/^4 Another tool/)
  ]);
  const nested =
    '[{"name": "a",\n"parameters": {"type": "object", "properties": {\n"x": {"type": "text"}}}}]';
  expect(said(nested)).toEqual([expect.stringMatching(/^3 "text" is no type/)]);
});
