import { chromium } from 'playwright';
import type { BrowserContext, Page } from 'playwright';
import { v7 } from 'uuid';
import { pushRecords } from '../bench/push-records.ts';
import { findOrInstallChromium } from '../scripts/chromium.ts';
import { seeded } from '../shared/testing/seeded.ts';
import { startPacedUpstream } from '../sync-server/testing/paced-upstream.ts';
import { spawnServer } from '../sync-server/testing/spawn.ts';
import { givenConnection } from '../web/e2e/given-run.ts';

const words = Array.from({ length: 160 }, (_, nth) => `word${nth} `);
const paceMs = 20;
const patienceMs = 60_000;

interface Device {
  context: BrowserContext;
  page: Page;
}

const field = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true });
const answer = (page: Page) => page.locator('[data-message] .markdown').last();

/** What happens at a random point of a stream; answers the device one goes on with. */
const points: Record<string, (device: Device, other: Device, ms: number) => Promise<Device>> = {
  async reload(device) {
    await device.page.reload();
    return device;
  },
  async 'network flap'(device, _other, ms) {
    await device.context.setOffline(true);
    await device.page.waitForTimeout(ms);
    await device.context.setOffline(false);
    return device;
  },
  async sleep(device, _other, ms) {
    const session = await device.context.newCDPSession(device.page);
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    await new Promise((resolve) => setTimeout(resolve, ms));
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    await session.detach();
    return device;
  },
  async 'device change'(device, other) {
    await other.page.goto(device.page.url());
    return other;
  }
};

/**
 * `npm run soak -- chat-reloads <points> [seed]`: answers stream into conversations, and at random points the
 * page is reloaded, loses its network, sleeps, or another device goes on. In the end each device shows what the
 * server has, word for word, and what was half typed stands.
 */
export async function soak([count = '200', seed = String(Date.now())]: string[]) {
  const { random, pick } = seeded(Number(seed));
  const upstream = await startPacedUpstream(words, paceMs);
  const server = await spawnServer();
  const browser = await chromium.launch({
    executablePath: findOrInstallChromium(),
    args: ['--no-sandbox']
  });
  const met = new Map<string, number>();
  let done = 0;
  let story = 0;
  try {
    const model = `${await givenConnection(server.url, upstream.baseUrl)}/paced`;
    const devices: Device[] = [];
    for (let nth = 0; nth < 2; nth++) {
      const context = await browser.newContext({ baseURL: server.url });
      devices.push({ context, page: await context.newPage() });
    }
    while (done < Number(count)) {
      const id = v7();
      const fields = { title: `Story ${++story}`, modelConfig: { model, maxTokens: 1000 } };
      await pushRecords(server.url, [{ collection: 'conversations', id, fields }]);
      let [here, there] = devices as [Device, Device];
      await here.page.goto(`/chat/${id}`);
      await field(here.page).fill('Tell me.');
      await field(here.page).press('Enter');
      await answer(here.page).filter({ hasText: 'word' }).waitFor({ timeout: patienceMs });
      const drafts = new Map<Device, string>();
      for (let left = 1 + Math.floor(random() * 3); left > 0; left--) {
        await here.page.waitForTimeout(random() * 900);
        const draft = `half a thought ${done}`;
        await field(here.page).fill(draft);
        drafts.set(here, draft);
        const name = pick(Object.keys(points));
        const next = await points[name]?.(here, there, 200 + random() * 1500);
        if (next === there) [here, there] = [there, here];
        met.set(name, (met.get(name) ?? 0) + 1);
        done += 1;
      }
      const where = `seed ${seed}, story ${story}`;
      for (const device of [...new Set([here, ...drafts.keys()])]) {
        await device.page
          .getByRole('button', { name: 'Answer again' })
          .waitFor({ timeout: patienceMs });
        const text = await keptText(server.url, id, where);
        const shown = (await answer(device.page).innerText()).split(/\s+/).join(' ').trim();
        if (shown !== text.split(/\s+/).join(' ').trim())
          throw new Error(`${where}: the page shows\n${shown}\nand the server has\n${text}`);
        const draft = drafts.get(device) ?? '';
        const typed = await field(device.page).inputValue();
        if (typed !== draft) throw new Error(`${where}: “${draft}” was typed, “${typed}” stands`);
        await field(device.page).fill('');
      }
    }
    const kinds = [...met].map(([name, times]) => `${times} × ${name}`).join(', ');
    console.log(`chat-reloads: ${done} points in ${story} answers (${kinds}), seed ${seed}`);
    console.log('no gap, no repeat, every draft intact');
  } finally {
    await browser.close();
    await server.dispose();
    await upstream.close();
  }
}

/** The text of the one answer of a conversation, as the server has it. */
async function keptText(url: string, conversationId: string, where: string): Promise<string> {
  const { items } = (await (await fetch(`${url}/v1/runs`)).json()) as {
    items: { id: string; conversationId?: string }[];
  };
  const ours = items.filter((run) => run.conversationId === conversationId);
  if (ours.length !== 1) throw new Error(`${where}: ${ours.length} runs instead of one`);
  const output = await fetch(`${url}/v1/runs/${ours[0]?.id}/output`);
  return ((await output.json()) as { text: string }).text;
}
