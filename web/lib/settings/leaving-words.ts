import type { Leaving } from '#shared/accounts';

/** `Acme`, `Acme and Beta`, `Acme, Beta and Gamma`. */
export function namesOf(named: readonly { name: string }[]): string {
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(named.map(({ name }) => name));
}

/** What is deleted with an account, in one sentence; what there is none of is left out. */
export function goingWords({ goes }: Leaving): string {
  const some = (count: number, one: string, more: string) =>
    count === 0 ? [] : [`${count.toLocaleString()} ${count === 1 ? one : more}`];
  const parts = [
    ...some(goes.records, 'prompt or other record', 'prompts and other records'),
    ...some(goes.runs, 'run', 'runs'),
    ...some(goes.files, 'file', 'files'),
    ...some(goes.connections, 'connection', 'connections'),
    ...some(goes.apiKeys, 'API key', 'API keys')
  ];
  const list = new Intl.ListFormat('en', { type: 'conjunction' });
  const own = ['Your account', ...parts];
  const alone = goes.organizations.length > 0 ? `, all of ${namesOf(goes.organizations)}` : '';
  return `${list.format(own)}${alone}; also from this browser.`;
}
