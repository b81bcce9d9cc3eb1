import type { PromptContent } from '#shared/prompt-fields';
import { pyLiteral, shellWord, tsLiteral } from './literals.ts';

/** One run through this server's own API: it holds the keys, fills the variables and keeps the run. */
export interface OwnRun {
  /** Of this server, as `http://localhost:3000`. */
  origin: string;
  promptId: string;
  content: PromptContent;
  variableValues: Record<string, unknown>;
}

const accept = 'text/event-stream';

export function ownBody({ promptId, content, variableValues }: OwnRun) {
  return { content, variableValues, promptId };
}

export function ownCurl(run: OwnRun): string {
  return [
    `curl --no-buffer ${shellWord(`${run.origin}/v1/runs`)}`,
    `-H 'Content-Type: application/json'`,
    `-H 'Accept: ${accept}'`,
    `--data-raw ${shellWord(JSON.stringify(ownBody(run), null, 2))}`
  ].join(' \\\n  ');
}

export function ownTypescript(run: OwnRun): string {
  return `const response = await fetch(${JSON.stringify(`${run.origin}/v1/runs`)}, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: '${accept}' },
    body: JSON.stringify(${tsLiteral(ownBody(run), 1)})
});
if (!response.ok || !response.body) throw new Error(await response.text());

let rest = '';
for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    const frames = (rest + piece).split('\\n\\n');
    rest = frames.pop() ?? '';
    for (const frame of frames) {
        const event = /^event: ?(.*)$/m.exec(frame)?.[1];
        const data = JSON.parse(/^data: ?(.*)$/m.exec(frame)?.[1] ?? '{}');
        if (event === 'token' && (data.channel ?? 'text') === 'text') process.stdout.write(data.text);
        if (event === 'error') throw new Error(data.message ?? data.code);
    }
}
`;
}

export function ownPython(run: OwnRun): string {
  return `import json
import urllib.request

body = ${pyLiteral(ownBody(run))}
request = urllib.request.Request(
    ${JSON.stringify(`${run.origin}/v1/runs`)},
    data=json.dumps(body).encode(),
    headers={"Content-Type": "application/json", "Accept": "${accept}"},
)

event = ""
with urllib.request.urlopen(request) as response:
    for line in response:
        name, _, value = line.decode().rstrip("\\n").partition(":")
        if name == "event":
            event = value.strip()
        elif name == "data":
            data = json.loads(value)
            if event == "token" and data.get("channel", "text") == "text":
                print(data["text"], end="", flush=True)
            elif event == "error":
                raise RuntimeError(data.get("message") or data.get("code"))
`;
}
