import type { Page } from '@playwright/test';
import { startUpstream } from '../../sync-server/testing/upstream.ts';
import type { Upstream, UpstreamScript } from '../../sync-server/testing/upstream.ts';
import { isSaved } from './app.ts';
import { nameModel } from './connect.ts';
import { expect, test } from './fixtures.ts';
import { givenConnection } from './given-run.ts';

let upstream: Upstream;
test.beforeEach(async ({ server }) => {
  upstream = await startUpstream();
  await givenConnection(server.url, `${upstream.url}/v1`);
});
test.afterEach(() => upstream.close());

async function openPrompt(page: Page) {
  await page.goto('/prompts/new');
  await page.getByRole('textbox', { name: 'User message 1' }).click();
  await page.keyboard.insertText('How warm is it in Rome?');
  await isSaved(page);
  await nameModel(page, 'ok');
}

/** Over what stands there, as one types into a field that has words in it. */
async function retype(page: Page, words: string) {
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(words);
}

/** What the run sent, as its model's server received it. */
async function sentByRun(page: Page) {
  const before = upstream.stats.requests;
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect.poll(() => upstream.stats.requests).toBe(before + 1);
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeHidden();
  return upstream.stats.seen.at(-1)?.body ?? {};
}

const dialog = (page: Page, name: string) => page.getByRole('dialog', { name, exact: true });
const fieldNames = (page: Page) => page.getByRole('textbox', { name: 'Name of the field' });

test('a tool made in the form, typed through without a pause, is what the run sends', async ({
  device
}) => {
  const { page } = await device();
  await openPrompt(page);
  await page.getByRole('button', { name: 'Tools', exact: true }).click();
  const tools = dialog(page, 'Tools');
  await tools.getByRole('button', { name: 'Add a function' }).click();
  await tools.getByRole('textbox', { name: 'Name', exact: true }).click();
  await retype(page, 'read_weather');
  await tools.getByRole('textbox', { name: 'Description', exact: true }).click();
  await page.keyboard.type('Tells the weather of a town');
  // A new field waits for its name, and Tab goes on in the same row.
  await tools.getByRole('button', { name: 'Add a field' }).click();
  await expect(fieldNames(page)).toBeFocused();
  await page.keyboard.type('town');
  await page.keyboard.press('Tab');
  await expect(tools.getByRole('combobox', { name: 'Type of town' })).toBeFocused();
  await tools.getByRole('textbox', { name: 'Description of town' }).click();
  await page.keyboard.type('Its name');
  // Clicked while the description has not been left.
  await tools.getByRole('button', { name: 'Add a field' }).click();
  await page.keyboard.type('days');
  await tools.getByRole('combobox', { name: 'Type of field_2' }).selectOption('Whole number');
  await tools.getByRole('checkbox', { name: 'Required' }).nth(1).uncheck();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('button', { name: 'Tools 1' })).toBeVisible();

  expect((await sentByRun(page))['tools']).toEqual([
    {
      type: 'function',
      function: {
        name: 'read_weather',
        description: 'Tells the weather of a town',
        parameters: {
          type: 'object',
          properties: {
            town: { type: 'string', description: 'Its name' },
            days: { type: 'integer' }
          },
          required: ['town']
        }
      }
    }
  ]);

  // Removed and brought back, it is sent as before.
  await page.getByRole('button', { name: 'Tools 1' }).click();
  await tools.getByRole('button', { name: 'Remove this function' }).click();
  await expect(tools.getByText('No tools yet')).toBeVisible();
  await tools.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(tools.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue(
    'read_weather'
  );
});

test('an output schema with an object in it, reordered, is what the run sends', async ({
  device
}) => {
  const { page } = await device();
  await openPrompt(page);
  await page.getByRole('button', { name: 'Output schema' }).click();
  const schema = dialog(page, 'Output schema');
  await schema.getByRole('button', { name: 'Object with fields' }).click();
  await fieldNames(page).first().click();
  await retype(page, 'town');
  await schema.getByRole('button', { name: 'Add a field' }).click();
  await page.keyboard.type('wind');
  await page.keyboard.press('Tab');
  await schema.getByRole('combobox', { name: 'Type of wind' }).selectOption('Object');
  const inner = schema.getByRole('group', { name: 'Fields of wind' });
  await inner.getByRole('button', { name: 'Add a field' }).click();
  await page.keyboard.type('from');
  await page.keyboard.press('Tab');
  await schema.getByRole('button', { name: 'More for wind' }).click();
  await page.getByRole('menuitem', { name: 'Move up' }).click();
  await schema.getByRole('button', { name: 'More for count' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await expect(fieldNames(page)).toHaveCount(3);
  await page.keyboard.press('Escape');

  const sent = (await sentByRun(page))['response_format'] as {
    json_schema: { schema: { properties: object } };
  };
  expect(sent.json_schema.schema).toEqual({
    type: 'object',
    properties: {
      town: { type: 'string', description: 'A short title' },
      wind: {
        type: 'object',
        properties: { from: { type: 'string' } },
        required: ['from'],
        additionalProperties: false
      }
    },
    required: ['town', 'wind'],
    additionalProperties: false
  });
});

test('JSON left half-way is there when one comes back, and the last valid schema is what is sent', async ({
  device
}) => {
  const { page } = await device();
  await openPrompt(page);
  const open = () => page.getByRole('button', { name: 'Output schema' }).click();
  await open();
  const schema = dialog(page, 'Output schema');
  await schema.getByRole('button', { name: 'One of some labels' }).click();
  await schema.getByRole('tab', { name: 'JSON' }).click();
  const json = schema.getByRole('textbox', { name: 'Schema of the answer' });
  await json.click();
  await retype(page, '{ "type": "object", "properties": {');
  await expect(schema.getByText('Kept on this device.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(schema).toBeHidden();
  await isSaved(page);
  await page.reload();
  await open();
  await expect(json).toContainText('"properties": {');
  await expect(schema.getByRole('button', { name: /^Line \d/ })).toBeVisible();
  await schema.getByRole('button', { name: 'Done' }).click();
  const first = (await sentByRun(page))['response_format'] as {
    json_schema: { schema: { required: string[] } };
  };
  expect(first.json_schema.schema.required).toEqual(['label', 'reason']);

  await open();
  await json.click();
  await retype(page, '{ "type": "object", "properties": { "a": { "type": "string" ');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText('{"type":"object","properties":{"a":{"type":"string"}}}');
  await expect(schema.getByText('Kept on this device.')).toBeHidden();
  await schema.getByRole('tab', { name: 'Form' }).click();
  await expect(fieldNames(page)).toHaveValue('a');
  await schema.getByRole('button', { name: 'Remove the schema' }).click();
  await expect(schema.getByText('The answer is free text')).toBeVisible();
  await schema.getByRole('button', { name: 'Done' }).click();
  expect((await sentByRun(page))['response_format']).toBeUndefined();
});

/** An answer without words that calls one tool. */
const calls = (name: string, args: string): UpstreamScript => {
  const chunk = (delta: object, finish: string | null = null) =>
    `data: ${JSON.stringify({ id: 'c', model: 'ok', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
  const [head, rest] = [args.slice(0, 5), args.slice(5)];
  const begun = { index: 0, id: 'call_1', type: 'function', function: { name, arguments: head } };
  const more = { index: 0, function: { arguments: rest } };
  return {
    fault: 'refuse',
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    body: [
      chunk({ role: 'assistant', content: null, tool_calls: [begun] }),
      chunk({ tool_calls: [more] }),
      chunk({}, 'tool_calls'),
      'data: [DONE]\n\n'
    ].join('')
  };
};

test('the call of a tool is shown wherever its run is, and answered in the conversation', async ({
  device
}) => {
  const { page } = await device();
  await openPrompt(page);
  upstream.script(calls('get_weather', '{"town":"Rome"}'), 'ok');
  await sentByRun(page);
  const call = page.getByRole('region', { name: 'Tool calls' });
  await expect(call).toContainText('get_weather');
  await expect(call).toContainText('"town": "Rome"');

  await page.keyboard.press('ControlOrMeta+Shift+a');
  const answer = page.getByRole('textbox', { name: 'Tool message 3' });
  await expect(answer).toBeFocused();
  await expect(page.getByText('Answers get_weather')).toBeVisible();
  await expect(page.getByText('Calls get_weather')).toBeVisible();
  await page.keyboard.type('31 degrees');
  await isSaved(page);
  upstream.script({}, 'ok');
  const { messages } = await sentByRun(page);
  expect(messages).toEqual([
    { role: 'user', content: 'How warm is it in Rome?' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        {
          id: 'call_1',
          type: 'function',
          function: { name: 'get_weather', arguments: '{"town":"Rome"}' }
        }
      ]
    },
    { role: 'tool', tool_call_id: 'call_1', content: '31 degrees' }
  ]);

  await page.getByRole('button', { name: 'Role: Tool' }).click();
  await page.getByRole('menuitemradio', { name: 'User' }).click();
  await expect(page.getByText('Before message 3, the call of get_weather')).toBeVisible();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(page.getByText('Before message 3, the call of get_weather')).toBeHidden();

  await page.goto('/runs');
  await page
    .getByRole('link', { name: /How warm/ })
    .last()
    .click();
  await expect(call).toContainText('"town": "Rome"');
});
