// Storage in SQLite that survives power loss: write-ahead log, synchronous=FULL, one transaction a write, as our provider has it.
import Database from 'better-sqlite3';

export function sqliteAdapter(file) {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(`
    CREATE TABLE IF NOT EXISTS entries (
      model TEXT NOT NULL, id TEXT NOT NULL, payload TEXT NOT NULL, grant_id TEXT, uid TEXT, consumed INTEGER, until INTEGER,
      PRIMARY KEY (model, id)) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS entries_by_grant ON entries (grant_id) WHERE grant_id IS NOT NULL;
    CREATE INDEX IF NOT EXISTS entries_by_uid ON entries (model, uid) WHERE uid IS NOT NULL;`);

  const upsert = db.prepare(`
    INSERT INTO entries (model, id, payload, grant_id, uid, until) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (model, id) DO UPDATE SET payload = excluded.payload, grant_id = excluded.grant_id, uid = excluded.uid, until = excluded.until`);
  const find = db.prepare('SELECT payload, consumed FROM entries WHERE model = ? AND id = ? AND (until IS NULL OR until > ?)');
  const findByUid = db.prepare('SELECT payload, consumed FROM entries WHERE model = ? AND uid = ? AND (until IS NULL OR until > ?)');
  const consume = db.prepare('UPDATE entries SET consumed = ? WHERE model = ? AND id = ?');
  const destroy = db.prepare('DELETE FROM entries WHERE model = ? AND id = ?');
  const revoke = db.prepare('DELETE FROM entries WHERE grant_id = ?');

  const now = () => Math.floor(Date.now() / 1000);
  const read = row => row && { ...JSON.parse(row.payload), ...(row.consumed && { consumed: row.consumed }) };

  return model => ({
    async upsert(id, payload, expiresIn) {
      const grantId = model === 'Grant' || model === 'Session' ? null : payload.grantId ?? null;
      upsert.run(model, id, JSON.stringify(payload), grantId, payload.uid ?? null, expiresIn ? now() + expiresIn : null);
    },
    async find(id) {
      return read(find.get(model, id, now()));
    },
    async findByUid(uid) {
      return read(findByUid.get(model, uid, now()));
    },
    async consume(id) {
      consume.run(now(), model, id);
    },
    async destroy(id) {
      destroy.run(model, id);
    },
    async revokeByGrantId(grantId) {
      revoke.run(grantId);
    },
  });
}
