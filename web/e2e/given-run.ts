import { defaultsOf } from '../../shared/defaults.ts';

/** Adds a connection to a scripted upstream, past the screen. @returns the id its models begin with */
export async function givenConnection(url: string, baseUrl: string): Promise<string> {
  const { id } = (await post(`${url}/v1/connections`, {
    kind: 'openai-compatible',
    name: 'Scripted',
    baseUrl,
    key: 'a-key-of-no-worth'
  })) as { id: string };
  return id;
}

/** Starts a run as another device would. @returns its id */
export async function givenRun(url: string, model: string, more = {}): Promise<string> {
  const { systemPrompt, variables, tools, outputSchema } = defaultsOf('prompts');
  const { runId } = (await post(`${url}/v1/runs`, {
    content: {
      kind: 'text',
      text: 'Once',
      systemPrompt,
      variables,
      tools,
      outputSchema,
      modelConfig: { model }
    },
    ...more
  })) as { runId: string };
  return runId;
}

async function post(url: string, body: unknown): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body)
  });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
