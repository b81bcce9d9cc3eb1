import { spawn } from 'node:child_process';

/** Every check that needs no running code, two at a time; all of them are reported, not just the first. */
const bin = (name: string) => `node_modules/.bin/${name}`;
const steps: [name: string, command: string, args: string[]][] = [
  ['types of shared', bin('tsc'), ['-p', 'shared']],
  ['types of sync-server', bin('tsc'), ['-p', 'sync-server']],
  ['formatting', bin('prettier'), ['--check', '--log-level', 'warn', '.']],
  ['types of web', bin('svelte-check'), ['--fail-on-warnings', '--output', 'human']],
  ['lint', bin('eslint'), ['--max-warnings', '0', '.']],
  ['dead code', process.execPath, ['scripts/dead-code.ts']]
];

interface Result {
  name: string;
  ok: boolean;
  output: string;
  seconds: number;
}

function run([name, command, args]: (typeof steps)[number]): Promise<Result> {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.on('close', (code) =>
      resolve({ name, ok: code === 0, output, seconds: (performance.now() - started) / 1000 })
    );
  });
}

const sync = await run(['kit sync', bin('svelte-kit'), ['sync']]);
if (!sync.ok) console.error(sync.output);
const queue = [...steps];
const results: Result[] = [];
async function worker() {
  for (let step = queue.shift(); step; step = queue.shift()) {
    const result = await run(step);
    results.push(result);
    console.log(
      `${result.ok ? 'ok    ' : 'FAILED'} ${result.name} (${result.seconds.toFixed(1)} s)`
    );
    if (!result.ok) console.log(result.output);
  }
}
await Promise.all([worker(), worker()]);
process.exitCode = sync.ok && results.every((result) => result.ok) ? 0 : 1;
