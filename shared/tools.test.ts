import { describe, expect, test } from 'vitest';
import { changeTool, freshToolName, newTool, toolProblems, viewTool } from './tools.ts';

const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const view = { name: 'weather', description: 'Says the weather', parameters };
const { name, description } = view;
/** The spellings people paste: Responses, chat completions, Anthropic. */
const spellings = [
  { type: 'function', ...view, strict: true },
  { type: 'function', function: { ...view, strict: true } },
  { name, description, input_schema: parameters, cache_control: { type: 'ephemeral' } }
];

describe('a tool', () => {
  test.each(spellings)(
    'is read in whatever spelling it is kept, and changed within it: %j',
    (tool) => {
      expect(viewTool(tool)).toEqual(view);
      const after = changeTool(tool, { name: 'forecast' });
      expect(viewTool(after)).toEqual({ ...view, name: 'forecast' });
      expect(changeTool(after, { name: 'weather' })).toEqual(tool);
      expect(viewTool(changeTool(tool, { parameters: null }))).toEqual({
        ...view,
        parameters: null
      });
    }
  );

  test('that is new is a function by itself', () => {
    expect(viewTool(newTool(view))).toEqual(view);
    expect(freshToolName([newTool({ ...view, name: 'function_2' })])).toBe('function_3');
  });

  test('has a name that providers take and no other has', () => {
    const tool = newTool(view);
    expect(toolProblems(tool, [tool])).toEqual([]);
    expect(toolProblems(tool, [tool, newTool(view)])[0]).toContain('already');
    for (const wrong of ['', '2nd', 'a b', 'x'.repeat(65)]) {
      const other = newTool({ ...view, name: wrong });
      expect(toolProblems(other, [other])).toHaveLength(1);
    }
    expect(toolProblems('text', [])).toEqual(['A tool is an object with a “name”.']);
  });

  test('has parameters that are the schema of an object', () => {
    const tool = newTool({ ...view, parameters: { type: 'array' } });
    expect(toolProblems(tool, [tool])[0]).toContain('has to be "object"');
  });
});
