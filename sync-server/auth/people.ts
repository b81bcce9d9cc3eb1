import type { Session } from '#shared/accounts';
import type { Sql } from '../db/open.ts';

interface SessionRow {
  id: string;
  createdAt: number;
  usedAt: number;
  expiresAt: number;
  userAgent: string | null;
}

export type People = ReturnType<typeof preparePeople>;

/** What better-auth keeps of people, where it has no verb of its own for it. */
export function preparePeople(sql: Sql) {
  const count = sql.prepare('select count(*) from users').pluck();
  const all = sql.prepare('select email, name from users order by created_at');
  const byEmail = sql.prepare('select id from users where email = ?').pluck();
  const byId = sql.prepare('select id, name, email from users where id = ?');
  const prove = sql.prepare('update sessions set proven_at = ? where id = ?');
  const touch = sql.prepare('update sessions set updated_at = ? where id = ?');
  const sessions = sql.prepare(
    `select id, created_at as createdAt, updated_at as usedAt, expires_at as expiresAt,
     user_agent as userAgent from sessions where user_id = ? and expires_at > ? order by updated_at desc`
  );
  const endSession = sql.prepare('delete from sessions where user_id = ? and id = ?');
  const endSessions = sql.prepare('delete from sessions where user_id = ?');
  const dropCodes = sql.prepare('delete from recovery_codes where user_id = ?');
  const addCode = sql.prepare('insert into recovery_codes (user_id, hash) values (?, ?)');
  const useCode = sql.prepare(
    'update recovery_codes set used_at = ? where user_id = ? and hash = ? and used_at is null'
  );
  const setPassword = sql.prepare(
    "update accounts set password = ?, updated_at = ? where user_id = ? and provider_id = 'credential'"
  );
  const remove = sql.prepare('delete from users where id = ?');

  return {
    count: () => Number(count.get()),
    all: () => all.all() as { email: string; name: string }[],
    find: (email: string) => (byEmail.get(email) as string | undefined) ?? null,
    person: (id: string) =>
      (byId.get(id) as { id: string; name: string; email: string } | undefined) ?? null,
    /** The session's person has just shown that it is them. */
    prove: (sessionId: string, at: number) => void prove.run(at, sessionId),
    touch: (sessionId: string, at: number) => void touch.run(at, sessionId),
    sessions: (userId: string, now: number): Omit<Session, 'current'>[] =>
      sessions.all(userId, now) as SessionRow[],
    endSession: (userId: string, id: string) => endSession.run(userId, id).changes > 0,
    endSessions: (userId: string) => void endSessions.run(userId),
    setRecoveryCodes(userId: string, hashes: string[]): void {
      dropCodes.run(userId);
      for (const hash of hashes) addCode.run(userId, hash);
    },
    /** Whose it is, or `null`; it works once. */
    useRecoveryCode(email: string, hash: string, at: number): string | null {
      const userId = byEmail.get(email) as string | undefined;
      return userId !== undefined && useCode.run(at, userId, hash).changes > 0 ? userId : null;
    },
    setPassword: (userId: string, hash: string, at: number) =>
      void setPassword.run(hash, at, userId),
    remove: (userId: string) => void remove.run(userId)
  };
}
