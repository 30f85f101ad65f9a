/** Looks into everything that the server has stored, and can make it forget. */
import { env } from 'cloudflare:workers';
import { listDurableObjectIds, runInDurableObject } from 'cloudflare:test';

/** The objects that are the same for all tests of a file. */
const SHARED = [env.RECORDS, env.COUNTS, env.REPORTS, env.BLOCKS] as unknown as DurableObjectNamespace[];

/** Nothing of one test is there in the next. */
export async function forgetAll(): Promise<void> {
  for (const space of SHARED) {
    for (const id of await listDurableObjectIds(space)) {
      await runInDurableObject(space.get(id), (_, { storage }) => storage.deleteAll());
    }
  }
}

/** Every key with its value, and every table by name, of every object of a kind that holds anything. */
export async function everythingIn(space: unknown): Promise<Record<string, unknown>[]> {
  const objects = space as DurableObjectNamespace;
  const ids = await listDurableObjectIds(objects);
  const all = await Promise.all(ids.map((id) => keysAndTables(objects.get(id))));
  return all.filter((one) => Object.keys(one).length > 0);
}

export const keysAndTables = (stub: unknown): Promise<Record<string, unknown>> =>
  runInDurableObject(stub as DurableObjectStub, (_, { storage }) => {
    const tables = storage.sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 4) <> '_cf_'")
      .toArray();
    return Object.fromEntries([
      ...tables.map(({ name }): [string, unknown] => [`table ${name}`, true]),
      ...storage.kv.list(),
    ]);
  });
