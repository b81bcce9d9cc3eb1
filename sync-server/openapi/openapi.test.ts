import { afterAll, beforeAll, expect, test } from 'vitest';
import { listRoutes } from '../http/list-routes.ts';
import { createTeam } from '../testing/team.ts';
import type { Team } from '../testing/team.ts';
import { words } from './words.ts';

interface Operation {
  summary?: string;
  operationId: string;
  parameters: { name: string; in: string }[];
  requestBody?: { content: Record<string, { schema?: object; example?: unknown }> };
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
}

let team: Team;
let document: Document;
beforeAll(async () => {
  team = await createTeam();
  const { status, body } = await team.browser().ask('GET', '/v1/openapi.json');
  expect(status).toBe(200);
  document = body as unknown as Document;
}, 120_000);
afterAll(() => team.stop());

const operations = () => Object.values(document.paths).flatMap((path) => Object.values(path));

test('every route is in the document with a sentence, and no sentence is about nothing', () => {
  const routes = listRoutes(team.app).map(({ method, path }) => `${method} ${path}`);
  expect(Object.keys(words).toSorted()).toEqual(routes.toSorted());
  expect(operations()).toHaveLength(routes.length);
  for (const { summary } of operations()) expect(summary).toMatch(/\.$/);
});

test('operations have names of their own, and a parameter for each hole in the path', () => {
  const names = operations().map(({ operationId }) => operationId);
  expect(new Set(names).size).toBe(names.length);
  for (const [path, methods] of Object.entries(document.paths))
    for (const { parameters } of Object.values(methods)) {
      const holes = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const given = parameters.filter((each) => each.in === 'path').map(({ name }) => name);
      expect(given.toSorted(), path).toEqual(holes.toSorted());
    }
});

test('each example is a body its route takes', () => {
  for (const { method, path, shape } of listRoutes(team.app)) {
    const schema = shape?.body;
    if (!schema || schema === 'bytes') continue;
    const result = schema.safeParse(words[`${method} ${path}`]?.body);
    expect([method, path, result.error?.issues ?? []]).toEqual([method, path, []]);
  }
});

test('every route says what it answers', () => {
  const silent = listRoutes(team.app).filter(({ shape }) => shape?.answer === undefined);
  expect(silent.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
});
