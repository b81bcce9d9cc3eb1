import { describe, expect, test } from 'vitest';
import { listRows, type ListRow } from './list-rows';
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

const recipes = { id: 'recipes', name: 'Recipes' };
const macros = { id: 'macros', name: 'Macros' };
const projects = [recipes, macros];
const all = { projectId: null, query: '' };

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
    const only = (projectId: string) => said(listRows(heads, projects, { projectId, query: '' }));
    expect(only('recipes')).toEqual(['# Recipes 1', 'Pasta']);
    expect(only('macros')).toEqual(['# Macros 0']);
  });

  test('finds every word of a query, whatever its case and accents', () => {
    const heads = [head('Crème brûlée for six'), head('Crème anglaise')];
    const find = (query: string) => said(listRows(heads, [], { projectId: null, query }));
    expect(find('SIX creme')).toEqual(['Crème brûlée for six']);
    expect(find('  ')).toHaveLength(2);
    expect(find('soup')).toEqual([]);
  });
});
