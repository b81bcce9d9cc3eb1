import { untitled } from './prompts';

const longest = 60;

/** What a prompt without a name is called: its first line with words in it, cut at a word. */
export function nameFromText(text: string): string {
  const line = /\S[^\n]*/.exec(text.slice(0, 4000))?.[0].trim() ?? '';
  if (line.length <= longest) return line || untitled;
  const cut = line.slice(0, longest);
  const space = cut.lastIndexOf(' ');
  return `${cut.slice(0, space > 20 ? space : longest).trimEnd()}…`;
}
