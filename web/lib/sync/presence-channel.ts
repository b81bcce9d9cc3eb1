/**
 * Where the tab that holds the event stream passes on that somebody came to a prompt or left it: to every
 * tab of this browser and place, its own screens among them.
 */
export function openPresenceChannel(databaseName: string): BroadcastChannel | null {
  if (typeof BroadcastChannel === 'undefined') return null;
  return new BroadcastChannel(`playground-sync:${databaseName}:presence`);
}
