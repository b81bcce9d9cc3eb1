import { describe, expect, test } from 'vitest';
import { listRows, plainView, tagsIn, type ListRow, type ListView } from './list-rows';
import { fold, type PromptHead } from './prompt-head';

function head(title: string, more: Partial<PromptHead> = {}): PromptHead {
  return {
    id: title,
    kind: 'text',
    title,
    preview: '',
    projectId: null,
    favourite: false,
    tags: [],
    position: '',
    createdAt: 0,
    updatedAt: 0,
    deletedAt: null,
    words: fold(title),
    ...more
  };
}

/** Rows as a person would read them aloud. */
function said(rows: ListRow[]): string[] {
  return rows.map((row) =>
    row.kind === 'prompt' ? row.head.title : `# ${row.project?.name ?? 'none'} ${row.count}`
  );
}

const recipes = { id: 'recipes', name: 'Recipes', parentId: null, position: 'a' };
const macros = { id: 'macros', name: 'Macros', parentId: null, position: 'b' };
const projects = [recipes, macros];
const all: ListView = plainView;

describe('the list', () => {
  test('groups by project in their order, prompts of no project first', () => {
    const heads = [
      head('Refund', { projectId: 'macros' }),
      head('Pasta', { projectId: 'recipes' }),
      head('Draft')
    ];
    expect(said(listRows(heads, projects, all))).toEqual([
      '# none 1',
      'Draft',
      '# Recipes 1',
      'Pasta',
      '# Macros 1',
      'Refund'
    ]);
  });

  test('puts favourites first, then what changed last', () => {
    const heads = [
      head('Old', { updatedAt: 1 }),
      head('New', { updatedAt: 3 }),
      head('Loved', { updatedAt: 2, favourite: true })
    ];
    expect(said(listRows(heads, [], all))).toEqual(['Loved', 'New', 'Old']);
  });

  test('leaves out the trash and takes prompts of a deleted project as in none', () => {
    const heads = [head('Gone', { deletedAt: 5 }), head('Orphan', { projectId: 'deleted' })];
    expect(said(listRows(heads, [recipes], all))).toEqual(['# none 1', 'Orphan', '# Recipes 0']);
  });

  test('shows one project alone, also an empty one', () => {
    const heads = [head('Pasta', { projectId: 'recipes' }), head('Draft')];
    const only = (projectId: string) => said(listRows(heads, projects, { ...all, projectId }));
    expect(only('recipes')).toEqual(['# Recipes 1', 'Pasta']);
    expect(only('macros')).toEqual(['# Macros 0']);
  });

  test('finds every word of a query, whatever its case and accents', () => {
    const heads = [head('Crème brûlée for six'), head('Crème anglaise')];
    const find = (query: string) => said(listRows(heads, [], { ...all, query }));
    expect(find('SIX creme')).toEqual(['Crème brûlée for six']);
    expect(find('  ')).toHaveLength(2);
    expect(find('soup')).toEqual([]);
  });

  test('nests projects, folds them, and counts what is inside', () => {
    const soups = { id: 'soups', name: 'Soups', parentId: 'recipes', position: 'a' };
    const heads = [
      head('Pasta', { projectId: 'recipes' }),
      head('Leek', { projectId: 'soups' }),
      head('Refund', { projectId: 'macros' })
    ];
    const nested = [...projects, soups];
    const shown = (view: Partial<ListView>) => said(listRows(heads, nested, { ...all, ...view }));
    expect(shown({})).toEqual([
      '# Recipes 2',
      'Pasta',
      '# Soups 1',
      'Leek',
      '# Macros 1',
      'Refund'
    ]);
    expect(shown({ folded: new Set(['recipes']) })).toEqual([
      '# Recipes 2',
      '# Macros 1',
      'Refund'
    ]);
    expect(shown({ folded: new Set(['soups', 'macros']) })).toEqual([
      '# Recipes 2',
      'Pasta',
      '# Soups 1',
      '# Macros 1'
    ]);
    expect(shown({ projectId: 'recipes' })).toEqual(['# Recipes 2', 'Pasta', '# Soups 1', 'Leek']);
    expect(shown({ projectId: 'soups' })).toEqual(['# Soups 1', 'Leek']);
    // Who looks for something is shown where it is, folded or not.
    expect(shown({ query: 'leek', folded: new Set(['recipes']) })).toEqual([
      '# Recipes 1',
      '# Soups 1',
      'Leek'
    ]);
  });

  test('is filtered by tag and favourites, and ordered as one wishes', () => {
    const heads = [
      head('b 10', { tags: ['x'], position: 'a1', createdAt: 3, updatedAt: 1 }),
      head('b 9', { tags: ['x', 'y'], position: 'a0', createdAt: 1, updatedAt: 2 }),
      head('a', { favourite: true, position: 'a2', createdAt: 2, updatedAt: 0 })
    ];
    const shown = (view: Partial<ListView>) => said(listRows(heads, [], { ...all, ...view }));
    expect(shown({ tag: 'y' })).toEqual(['b 9']);
    expect(shown({ shown: 'favourites' })).toEqual(['a']);
    expect(shown({ shown: 'recent' })).toEqual(['a', 'b 9', 'b 10']);
    expect(shown({ sort: 'name' })).toEqual(['a', 'b 9', 'b 10']);
    expect(shown({ sort: 'created' })).toEqual(['a', 'b 10', 'b 9']);
    expect(shown({ sort: 'manual' })).toEqual(['b 9', 'b 10', 'a']);
    expect(tagsIn(heads)).toEqual([
      { tag: 'x', count: 2 },
      { tag: 'y', count: 1 }
    ]);
  });
});
