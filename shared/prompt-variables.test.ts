import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PromptContent } from '#shared/prompt-fields';
import { typedVariable, variablesOf } from './prompt-content.ts';
import {
  declareVariable,
  missingInOrder,
  renameVariable,
  variableUses,
  whyNotName
} from './prompt-variables.ts';
import { variableNames } from './template.ts';

function contentOf(systemPrompt: string, ...said: string[]): PromptContent {
  return {
    kind: 'messages',
    text: '',
    systemPrompt,
    modelConfig: {},
    tools: [],
    outputSchema: null,
    messages: said.map((content) => ({ role: 'user', content })),
    variables: variablesOf([typedVariable('old')], [systemPrompt, ...said])
  };
}

describe('the variables of a prompt', () => {
  test('stand in the order of the texts, and those that are used nowhere come last', () => {
    const content = contentOf('For {{guests}}', 'cook {{dish}} for {{guests}}');
    expect(
      variableUses(content, [typedVariable('old')]).map(({ variable, used, declared }) => [
        variable.name,
        used,
        declared
      ])
    ).toEqual([
      ['guests', true, false],
      ['dish', true, false],
      ['old', false, true]
    ]);
  });

  test('that lack a value are named in the order of the texts', () => {
    const content = contentOf('For {{guests}}', 'cook {{dish}}');
    expect(missingInOrder(content, {})).toEqual(['guests', 'dish']);
    expect(missingInOrder(content, { guests: 2 })).toEqual(['dish']);
  });

  test('one that was only typed is declared once something is said of it, and nothing else is', () => {
    const declared = declareVariable([typedVariable('old')], 'dish', { type: 'select' });
    expect(declared).toEqual([typedVariable('old'), { ...typedVariable('dish'), type: 'select' }]);
    expect(declareVariable(declared, 'dish', { required: false })).toHaveLength(2);
  });

  test('have names the grammar reads, each once', () => {
    expect(whyNotName('dish_2', [])).toBeNull();
    expect(whyNotName('dish', [{ name: 'dish' }])).toContain('already');
    for (const name of ['', '2nd', 'a b', '{{a}}', 'x'.repeat(65)])
      expect(whyNotName(name, [])).not.toBeNull();
  });

  test('are renamed everywhere, blanks kept, and nothing that only looks like them is', () => {
    const content = contentOf('{{ dish }} \\{{dish}} {dish} {{dishes}}', '{{dish}}');
    const { systemPrompt, messages, variables } = renameVariable(content, 'dish', 'meal');
    expect([systemPrompt, messages?.[0]?.content]).toEqual([
      '{{ meal }} \\{{dish}} {dish} {{dishes}}',
      '{{meal}}'
    ]);
    expect(variables.map(({ name }) => name)).toEqual(['old', 'meal', 'dishes']);
  });

  test('renamed and renamed back are as they were', () => {
    const piece = fc.constantFrom('{{a}}', '{{ a }}', '{{b}}', '\\{{a}}', 'a', ' {', '}} ', '$&');
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const content = contentOf(pieces.join(''), pieces.join('x'));
        const there = renameVariable(content, 'a', 'zz');
        expect(variableNames([there.systemPrompt])).not.toContain('a');
        expect(renameVariable(there, 'zz', 'a')).toEqual(content);
      })
    );
  });
});
