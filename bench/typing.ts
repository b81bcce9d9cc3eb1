import { chromium } from 'playwright';
import type { Browser, Page } from 'playwright';
import { build as bundle } from 'esbuild';
import { v7 } from 'uuid';
import { build, isBuilt } from '../scripts/build.ts';
import { findOrInstallChromium } from '../scripts/chromium.ts';
import { startPacedUpstream } from '../sync-server/testing/paced-upstream.ts';
import { spawnServer } from '../sync-server/testing/spawn.ts';
import { givenConnection } from '../web/e2e/given-run.ts';
import { typeInto } from './keystrokes.ts';
import type { Keystrokes } from './keystrokes.ts';
import { pushRecords } from './push-records.ts';
import { quantile } from './row.ts';
import type { Row } from './row.ts';
import { contentOf } from './sync-data.ts';

const characters = 100_000;
const keys = Number(process.env['TYPING_KEYS'] ?? 150);
const paceMs = 5;

/**
 * Typing into a text of 100,000 characters while 200 tokens a second stream in, on both screens, beside a bare
 * textarea and a bare CodeMirror with the same text and no stream; and into one of 120 messages.
 */
export async function typingBench(): Promise<Row[]> {
  if (!isBuilt()) await build();
  const words = Array.from(
    { length: 20_000 },
    (_, nth) => `${nth % 12 ? ' ' : '\n'}word${nth % 97}`
  );
  const upstream = await startPacedUpstream(words, paceMs);
  const server = await spawnServer();
  const browser = await chromium.launch({
    executablePath: findOrInstallChromium(),
    args: ['--no-sandbox']
  });
  try {
    const model = `${await givenConnection(server.url, upstream.baseUrl)}/paced`;
    const modelConfig = { model, maxTokens: 50_000 };
    const [text, messages, many] = [v7(), v7(), v7()];
    const prompt = { modelConfig, name: 'Long', projectId: null };
    const message = (promptId: string, content: string, nth: number) => ({
      collection: 'promptMessages' as const,
      id: v7(),
      fields: {
        promptId,
        text: content,
        parts: [],
        position: `a${String(nth).padStart(4, '0')}1`,
        role: nth % 2 === 0 ? ('user' as const) : ('assistant' as const)
      }
    });
    await pushRecords(server.url, [
      {
        collection: 'prompts',
        id: text,
        fields: { ...prompt, kind: 'text', text: { content: longText(), spans: [] } }
      },
      { collection: 'prompts', id: messages, fields: { ...prompt, kind: 'messages' } },
      message(messages, longText(), 0),
      { collection: 'prompts', id: many, fields: { ...prompt, kind: 'messages' } },
      ...Array.from({ length: 120 }, (_, nth) => message(many, contentOf(nth).slice(0, 800), nth))
    ]);
    const bare = {
      textarea: await bareTyping(browser, 'textarea'),
      codemirror: await bareTyping(browser, 'CodeMirror')
    };
    const open = (path: string) => openPage(browser, server.url + path);
    const complete = await onScreen(await open(`/complete/${text}`), '.cm-content', true);
    const prompts = await onScreen(await open(`/prompts/${messages}`), '[data-message]', true);
    const short = await open(`/prompts/${many}`);
    const manyKeys = await onScreen(short, '[data-message]', false);
    const frames = await scrolled(short);
    return [
      ...rowsOf('text of 100,000 characters, 200 tokens/s', complete, bare),
      ...rowsOf('message of 100,000 characters, 200 tokens/s', prompts, bare),
      ...rowsOf('120 messages', manyKeys, bare),
      {
        what: '120 messages scrolled, frames a second',
        goal: '≥ 50',
        ours: (1000 / mean(frames)).toFixed(0),
        baseline: `frame p95 ${quantile(frames, 0.95).toFixed(0)} ms`,
        ratio: '–'
      }
    ];
  } finally {
    await browser.close();
    await server.dispose();
    await upstream.close();
  }
}

/** Paragraphs of some hundred characters. */
function longText(): string {
  let text = '';
  for (let nth = 0; text.length < characters; nth++) text += `${contentOf(nth).slice(0, 600)}\n\n`;
  return text.slice(0, characters);
}

async function openPage(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on('crash', () => console.error('The page crashed.'));
  await page.goto(url);
  // A first visit puts the app away for later; that is no part of typing.
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  return page;
}

/** Types somewhere in the middle of what is seen; with an answer streaming in, where one is asked for. */
async function onScreen(page: Page, where: string, streams: boolean): Promise<Keystrokes> {
  const text = page.locator(where).first();
  await text.waitFor();
  await page.waitForTimeout(1500);
  await text.click({ position: { x: 300, y: 60 } });
  if (!streams) return typeInto(page, keys);
  await page.keyboard.press('Control+Enter');
  await page.getByText('Streaming', { exact: true }).first().waitFor();
  await text.click({ position: { x: 300, y: 60 } });
  await page.waitForTimeout(1000);
  const typed = await typeInto(page, keys);
  if (!(await page.getByText('Streaming', { exact: true }).first().isVisible()))
    throw new Error('The stream ended before the typing did.');
  await page.close();
  return typed;
}

async function bareTyping(browser: Browser, kind: string): Promise<Keystrokes> {
  const script = await bundle({
    entryPoints: ['bench/typing-page.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    logLevel: 'error'
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.setContent('<!doctype html><body></body>');
  await page.addScriptTag({ content: script.outputFiles[0]?.text ?? '', type: 'module' });
  await page.evaluate(`bare(${JSON.stringify(kind)}, ${JSON.stringify(longText())})`);
  await page.locator(kind === 'textarea' ? 'textarea' : '.cm-content').click({
    position: { x: 300, y: 60 }
  });
  await page.waitForTimeout(500);
  const typed = await typeInto(page, keys);
  await page.close();
  return typed;
}

/** Frame times while the messages are scrolled by the wheel, in milliseconds. */
function scrolled(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const list = document.querySelector<HTMLElement>('.ask');
    if (!list) throw new Error('There are no messages.');
    const times: number[] = [];
    const began = performance.now();
    for (let last = began; last - began < 4000;) {
      list.scrollTop += 30;
      const now = await new Promise<number>(requestAnimationFrame);
      times.push(now - last);
      last = now;
    }
    return times;
  });
}

const mean = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;

function rowsOf(
  what: string,
  ours: Keystrokes,
  bare: { textarea: Keystrokes; codemirror: Keystrokes }
): Row[] {
  const row = (p: number, goal: string): Row => {
    const at = (typed: Keystrokes) => quantile(typed.shown, p);
    return {
      what: `${what}: key to paint p${p * 100}`,
      ours: `${at(ours).toFixed(1)} ms`,
      baseline: `${at(bare.textarea).toFixed(1)} textarea, ${at(bare.codemirror).toFixed(1)} CodeMirror`,
      ratio: (at(ours) / at(bare.codemirror)).toFixed(2),
      goal
    };
  };
  return [
    row(0.5, '–'),
    row(0.95, '≤ 16 ms'),
    {
      what: `${what}: long tasks`,
      ours: `${ours.long.length}`,
      baseline: `${bare.textarea.long.length} textarea, ${bare.codemirror.long.length} CodeMirror`,
      ratio: '–',
      goal: '0'
    },
    {
      what: `${what}: processor time for each key`,
      ours: `${ours.cpu.toFixed(1)} ms`,
      baseline: `${bare.textarea.cpu.toFixed(1)} textarea, ${bare.codemirror.cpu.toFixed(1)} CodeMirror`,
      ratio: (ours.cpu / bare.codemirror.cpu).toFixed(2),
      goal: '–'
    }
  ];
}
