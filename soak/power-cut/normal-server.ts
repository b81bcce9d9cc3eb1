import Sqlite from 'better-sqlite3';

/*
 * The server as it must not be: its database keeps `synchronous=NORMAL` and answers FULL when asked, as
 * better-sqlite3's build does by itself. The power-cut soak has to find that out, or it has no teeth.
 */
const { pragma } = Sqlite.prototype;
Sqlite.prototype.pragma = function (this: Sqlite.Database, source, options) {
  if (source === 'synchronous = FULL') return pragma.call(this, 'synchronous = NORMAL', options);
  if (source === 'synchronous') return 2;
  return pragma.call(this, source, options);
};
await import('../../sync-server/main.ts');
