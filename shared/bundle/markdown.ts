import type { Project, Prompt, PromptMessage, Run, RunOutput } from '#shared/collections';
import { promptContent } from '#shared/prompt-content';
import { projectsAbove } from '#shared/project-tree';

/** A prompt to read: everything one wrote, as Markdown, under what lists call it. */
export function promptMarkdown(
  title: string,
  prompt: Prompt,
  messages: readonly PromptMessage[],
  runs: readonly { run: Run; output: RunOutput | null }[] = []
): string {
  const content = promptContent(prompt, messages);
  const config = Object.entries(prompt.modelConfig).filter(([, value]) => value != null);
  const pieces = [`# ${title}`];
  if (prompt.tags.length > 0) pieces.push(`Tags: ${prompt.tags.join(', ')}`);
  if (content.kind === 'text') pieces.push(fenced(prompt.text.content));
  else {
    if (content.systemPrompt !== '') pieces.push('## System', fenced(content.systemPrompt));
    for (const { role, content: said } of content.messages ?? []) {
      pieces.push(`## ${role[0]?.toUpperCase()}${role.slice(1)}`);
      for (const part of typeof said === 'string' ? [{ type: 'text' as const, text: said }] : said)
        pieces.push(
          'text' in part ? fenced(part.text) : fenced(JSON.stringify(part, null, 2), 'json')
        );
    }
  }
  if (content.variables.length > 0)
    pieces.push(
      '## Variables',
      content.variables
        .map(
          ({ name, type, required, default: usual }) =>
            `- \`${name}\`: ${type}${required ? ', required' : ''}${usual === null ? '' : `, usually ${JSON.stringify(usual)}`}`
        )
        .join('\n')
    );
  if (config.length > 0)
    pieces.push('## Model', fenced(JSON.stringify(Object.fromEntries(config), null, 2), 'json'));
  if (prompt.tools.length > 0)
    pieces.push('## Tools', fenced(JSON.stringify(prompt.tools, null, 2), 'json'));
  if (prompt.outputSchema)
    pieces.push(
      '## Schema of the answer',
      fenced(JSON.stringify(prompt.outputSchema, null, 2), 'json')
    );
  for (const { run, output } of runs) {
    pieces.push(
      `## Run of ${new Date(run.startedAt).toISOString()}, ${run.modelAsked}: ${run.status}`
    );
    const said = output?.text ?? run.preview;
    if (said !== '' || !output?.toolCalls.length) pieces.push(fenced(said));
    for (const call of output?.toolCalls ?? [])
      pieces.push(`Calls \`${call.name}\`:`, fenced(call.arguments, 'json'));
  }
  return `${pieces.join('\n\n')}\n`;
}

/** A fence longer than any inside, so that nothing of the text ends it. */
function fenced(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** Where a prompt's page lies in the archive; `taken` keeps two of one name apart. */
export function pagePath(
  { title, projectId }: { title: string; projectId: string | null },
  projects: readonly Project[],
  taken: Set<string>
): string {
  const folders = projectsAbove(projectId, projects)
    .reverse()
    .map((project) => fileName(project.name));
  const base = ['prompts', ...folders, fileName(title)].join('/');
  let path = `${base}.md`;
  for (let count = 2; taken.has(path.toLowerCase()); count++) path = `${base} (${count}).md`;
  taken.add(path.toLowerCase());
  return path;
}

/** A name every file system takes. */
export function fileName(name: string): string {
  const plain = name
    .replace(/[\\/:*?"<>|\p{Cc}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[. ]+$/, '')
    .slice(0, 80);
  return plain === '' || /^\.+$/.test(plain) ? 'Untitled' : plain;
}
