import type { Eviction } from '$lib/data/kept-marker';

const counted = (count: number, one: string, many: string) =>
  `${count.toLocaleString()} ${count === 1 ? one : many}`;

/** What a person is told after the browser threw this device's data away: nothing rounded up. */
export function evictionWords(
  { waiting }: Eviction,
  records: number,
  fetched: boolean
): { what: string; loss: string } {
  const back = fetched
    ? `${counted(records, 'record was', 'records were')} fetched again from the server.`
    : 'What the server has is fetched again as soon as it can be reached.';
  return {
    what: `The browser removed what this app kept on this device. ${back}`,
    loss:
      waiting === 0
        ? 'As far as is known, nothing was only here.'
        : `${counted(waiting, 'change was', 'changes were')} only here and could not be brought back.`
  };
}
