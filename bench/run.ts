import { print } from './row.ts';
import type { Row } from './row.ts';

/** `npm run bench [relay|gateways|transports|saved|sync|page|runs|typing|chat|search]`: prints every figure beside a baseline of the same run. */
const benches: Record<string, () => Promise<Row[]>> = {
  relay: async () => (await import('./relay.ts')).relayBench(),
  gateways: async () => (await import('./gateways.ts')).gatewaysBench(),
  transports: async () => (await import('./transports.ts')).transportsBench(),
  saved: async () => (await import('./saved.ts')).savedBench(),
  sync: async () => (await import('./sync.ts')).syncBench(),
  page: async () => (await import('./page.ts')).pageBench(),
  runs: async () => (await import('./runs.ts')).runsBench(),
  typing: async () => (await import('./typing.ts')).typingBench(),
  chat: async () => (await import('./chat.ts')).chatBench(),
  search: async () => (await import('./search.ts')).searchBench()
};

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(benches);
const rows: Row[] = [];
for (const name of names) {
  const bench = benches[name];
  if (!bench) {
    console.error(
      `There is no bench called ${name}. There are: ${Object.keys(benches).join(', ')}`
    );
    process.exit(64);
  }
  console.log(`Measuring ${name} …`);
  rows.push(...(await bench()));
}
print(rows);
