// Storage in memory at its cheapest: a Map, and for each grant a set of what to forget with it. The package's own quick-start storage
// holds 1,000 entries and walks all tokens of a grant at each write, so that measuring it would flatter us.
const entries = new Map();
const members = new Map();

export function memoryAdapter(model) {
  const keyOf = id => `${model}:${id}`;

  return {
    async upsert(id, payload, expiresIn) {
      const key = keyOf(id);
      entries.set(key, { payload, until: expiresIn ? Date.now() + expiresIn * 1000 : Infinity });
      if (payload.uid)
        entries.set(`uid:${model}:${payload.uid}`, { payload: { id }, until: Infinity });
      if (payload.grantId && model !== 'Grant' && model !== 'Session') {
        const keys = members.get(payload.grantId) ?? new Set();
        members.set(payload.grantId, keys.add(key));
      }
    },
    async find(id) {
      return live(keyOf(id));
    },
    async findByUid(uid) {
      const pointer = live(`uid:${model}:${uid}`);
      return pointer && live(keyOf(pointer.id));
    },
    async consume(id) {
      const entry = entries.get(keyOf(id));
      if (entry)
        entry.payload.consumed = Math.floor(Date.now() / 1000);
    },
    async destroy(id) {
      entries.delete(keyOf(id));
    },
    async revokeByGrantId(grantId) {
      for (const key of members.get(grantId) ?? [])
        entries.delete(key);
      members.delete(grantId);
    },
  };
}

function live(key) {
  const entry = entries.get(key);
  return entry && entry.until > Date.now() ? entry.payload : undefined;
}
