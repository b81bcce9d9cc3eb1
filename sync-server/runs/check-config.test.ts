import { expect, test } from 'vitest';
import { param } from '#shared/param-specs';
import { contentOf, createHarness } from './testing/harness.ts';

const strict = { params: [param('temperature', { max: 1 })], refused: [] };

test('a value the model is known to refuse is refused before anything is written, by its name', async () => {
  const h = createHarness({ model: strict });
  const modelConfig = { model: 'test/m', temperature: 1.5 };
  const answer = await h.post('/v1/runs', { content: contentOf('Hi', { modelConfig }) });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({
    code: 'INVALID_REQUEST',
    field: 'modelConfig.temperature',
    detail: expect.stringMatching(/^Temperature can be at most 1 for this model; it is 1\.5\./)
  });
});

test('a parameter the model does not take at all stops nothing: it is not sent', async () => {
  const h = createHarness({ model: strict });
  const modelConfig = { model: 'test/m', topK: -5, extra: { temperature: 9 } };
  const answer = await h.post('/v1/runs', { content: contentOf('Hi', { modelConfig }) });
  expect(answer.status).toBe(201);
});
