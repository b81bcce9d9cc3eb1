import type { AuditItem } from '#shared/audit';

const sentences: Record<string, string> = {
  'account.create': 'Account made',
  'account.delete': 'Account deleted',
  'account.export': 'Own data exported',
  'apiKey.create': 'API key made',
  'apiKey.revoke': 'API key revoked',
  'apiKey.rotate': 'API key replaced',
  'backup.restore': 'Backup restored',
  'connection.create': 'Connection added',
  'connection.delete': 'Connection deleted',
  'connection.edit': 'Connection changed',
  'connection.key.remove': 'Key of a connection removed',
  'connection.key.set': 'Key of a connection set',
  export: 'Everything exported',
  'grant.create': 'Prompt shared with a person',
  'grant.delete': 'Prompt no longer shared with a person',
  'grant.edit': 'Shared prompt changed from outside',
  'identity.link': 'Identity added',
  'invitation.accept': 'Invitation accepted',
  'invitation.create': 'Invitation sent',
  'invitation.delete': 'Invitation withdrawn',
  'keys.rotate': 'Master key replaced',
  'limits.change': 'Limits changed',
  'member.delete': 'Member removed',
  'member.role': 'Role changed',
  'organization.create': 'Organization made',
  'organization.delete': 'Organization deleted',
  'passkey.create': 'Passkey added',
  'passkey.delete': 'Passkey deleted',
  'password.change': 'Password changed',
  'prompt.fork': 'Prompt copied',
  purge: 'Deleted for ever',
  'recovery.create': 'Recovery codes made',
  'recovery.use': 'Recovery code used',
  'retention.delete': 'Old outputs deleted',
  'session.create': 'Signed in',
  'session.delete': 'Signed out',
  'share.change': 'Link changed',
  'share.create': 'Link made',
  'share.revoke': 'Link revoked',
  'share.secretsSeen': 'Shared although it seems to hold a secret',
  'trash.empty': 'Old trash emptied',
  'webhook.delete': 'Webhook removed',
  'webhook.set': 'Webhook set'
};

/** What was done, in words; a verb this version does not know is shown as it is. */
export function auditTitle({ verb }: Pick<AuditItem, 'verb'>): string {
  return sentences[verb] ?? verb.replaceAll('.', ' ');
}

/** Who did it: by name where that is known, else as far as the log itself says. */
export function auditActor(
  { actor }: Pick<AuditItem, 'actor'>,
  people: Readonly<Record<string, string>> = {}
): string {
  if (actor === 'server') return 'the server, by itself';
  if (actor === 'admin') return 'a command on the server';
  if (actor === 'local') return 'you';
  if (actor.startsWith('device ')) return `device ${actor.slice(7, 15)}`;
  return people[actor] ?? `somebody who has left (${actor.slice(0, 8)})`;
}

/** Whom it was done to, where that is somebody else. */
export function auditSubject(
  { actor, subject }: Pick<AuditItem, 'actor' | 'subject'>,
  people: Readonly<Record<string, string>>
): string {
  return subject === actor ? '' : (people[subject] ?? '');
}

/** The particulars, such as `kind openai · key yes`; which device it was is for who asks the route. */
export function auditFacts({ facts }: Pick<AuditItem, 'facts'>): string {
  return Object.entries(facts)
    .filter(([name]) => name !== 'device')
    .map(([name, value]) =>
      name.endsWith('NanoUsd')
        ? `${wordsOf(name.slice(0, -'NanoUsd'.length))} ${money(value)}`
        : `${wordsOf(name)} ${said(value)}`
    )
    .join(' · ');
}

const wordsOf = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** Nano-dollars as dollars. */
const money = (value: AuditItem['facts'][string]) =>
  typeof value === 'number' ? `$${(value / 1e9).toFixed(2)}` : 'none';

function said(value: AuditItem['facts'][string]): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'number' ? value.toLocaleString('en') : value;
}
