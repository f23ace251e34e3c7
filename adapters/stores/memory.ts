/**
 * A store in this process's memory: the reference of the port, and the store of unit tests.
 *
 * @module
 */
import { Effect, Layer } from "effect"
import {
  Admission,
  type Capabilities,
  type Commit,
  Cursor,
  defaultCapabilities,
  type IndexEntry,
  type JournalRange,
  type JournalRecord,
  Key,
  type Range,
  Store,
  StoreConflict,
  type StoredRecord,
  type StoreShape,
} from "entrepot/store"

/** Settings of {@link make} and {@link layer}. */
export interface Options {
  /** Deviations from what this store can do, such as `{ revise: false }` in a test. */
  readonly capabilities?: Partial<Capabilities>
}

interface Row extends StoredRecord {
  readonly index: ReadonlyArray<IndexEntry>
}

interface Tenant {
  readonly rows: Map<string, Row>
  readonly journal: Array<JournalRecord>
  lastNumber: number
}

/**
 * Makes a store. Two services over one value see one another's commits, as two processes over one
 * database do.
 *
 * @example
 * ```ts
 * import { Layer } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { Store } from "entrepot/store"
 *
 * const store = Memory.make()
 * const shared = Layer.succeed(Store, store)
 * ```
 */
export const make = (options: Options = {}): StoreShape => {
  const capabilities: Capabilities = {
    ...defaultCapabilities,
    revise: true,
    ...options.capabilities,
  }
  const epoch = "memory"
  const tenants = new Map<string, Tenant>()
  const tenant = (namespace: string): Tenant => {
    const known = tenants.get(namespace)
    if (known !== undefined) return known
    const fresh: Tenant = { rows: new Map(), journal: [], lastNumber: 0 }
    tenants.set(namespace, fresh)
    return fresh
  }

  return {
    capabilities,
    epoch,
    read: Effect.fnUntraced(function* (namespace, keys) {
      const refused = keys.map((key) => Admission.ofKey(namespace, key)).find(Boolean)
      if (refused !== undefined) return yield* refused
      const { rows } = tenant(namespace)
      return keys.map((key) => ({ key, record: rows.get(Key.toString(key)) }))
    }),

    // Nothing suspends between the check and the writes, so a commit is atomic by construction.
    commit: Effect.fnUntraced(function* (namespace, proposal, revise) {
      const held = tenant(namespace)
      const changed = changedIn(held.rows, proposal)
      if (changed.length > 0 && !capabilities.revise) return yield* conflict(changed)
      const commit = changed.length > 0 ? revise(changed) : proposal
      if (commit === undefined) return yield* conflict(changed)
      const refused =
        (commit === proposal ? undefined : Admission.ofRevision(proposal, commit)) ??
        refuse(capabilities, namespace, commit)
      if (refused !== undefined) return yield* refused
      const still = changedIn(held.rows, commit)
      if (still.length > 0) return yield* conflict(still)
      return { version: write(held, commit) }
    }),

    query: Effect.fnUntraced(function* (namespace, range) {
      const refused = Admission.ofRange(namespace, range)
      if (refused !== undefined) return yield* refused
      const items = entriesOf(tenant(namespace), range)
      const place =
        range.cursor === undefined
          ? undefined
          : yield* Effect.fromResult(Cursor.decode(epoch, range.cursor, ["string", "string"]))
      const rest =
        place === undefined ? items : items.filter((item) => isBeyond(item, place, range.reverse))
      const page = rest.slice(0, range.limit)
      const last = page.at(-1)
      return {
        items: page,
        cursor:
          last === undefined || page.length === rest.length
            ? undefined
            : Cursor.encode(epoch, [last.at, last.record.key.id]),
      }
    }),

    journal: Effect.fnUntraced(function* (namespace, range) {
      const refused = Admission.ofJournal(namespace, range)
      if (refused !== undefined) return yield* refused
      const [after] =
        range.after === undefined
          ? [0]
          : yield* Effect.fromResult(Cursor.decode(epoch, range.after, ["number"]))
      return journalPage(tenant(namespace).journal, epoch, Number(after), range)
    }),
  }
}

/**
 * A layer with a store of its own.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { Store } from "entrepot/store"
 *
 * const epoch = Store.use((store) => Effect.succeed(store.epoch))
 * console.log(Effect.runSync(epoch.pipe(Effect.provide(Memory.layer()))))
 * ```
 * ```text
 * memory
 * ```
 */
export const layer = (options: Options = {}): Layer.Layer<Store> =>
  Layer.sync(Store, () => make(options))

const conflict = (changed: ReadonlyArray<{ readonly key: Key.Key }>) =>
  new StoreConflict({ changed: changed.map(({ key }) => key) })

const refuse = (capabilities: Capabilities, namespace: string, commit: Commit) =>
  Admission.ofCommit(capabilities, namespace, commit) ??
  Admission.ofHostWork(capabilities, "memory", commit)

const changedIn = (rows: ReadonlyMap<string, Row>, commit: Commit) =>
  commit.touches
    .map(({ key, expected }) => ({ key, expected, record: rows.get(Key.toString(key)) }))
    .filter(({ expected, record }) => (record?.version ?? 0) !== expected)

const write = (to: Tenant, commit: Commit): number => {
  const writes = commit.touches.filter((touch) => touch.write !== undefined)
  if (writes.length === 0 && commit.entries.length === 0) return 0
  const version = to.lastNumber + 1
  to.lastNumber += Math.max(1, commit.entries.length)
  for (const { key, write } of writes) {
    const name = Key.toString(key)
    if (write?._tag === "Put")
      to.rows.set(name, {
        key,
        version,
        asOf: write.asOf,
        schema: write.schema,
        body: write.body,
        index: write.index ?? to.rows.get(name)?.index ?? [],
      })
    else to.rows.delete(name)
  }
  const recordedAt = Math.max(commit.instant, to.journal.at(-1)?.recordedAt ?? 0)
  commit.entries.forEach((entry, i) =>
    to.journal.push({ ...entry, position: version + i, recordedAt }),
  )
  return version
}

interface Entry {
  readonly at: string
  readonly record: StoredRecord
}

const entriesOf = ({ rows }: Tenant, range: Range): ReadonlyArray<Entry> => {
  const found: Array<Entry> = []
  for (const row of rows.values()) {
    if (row.key.collection !== range.collection) continue
    const places =
      range.index === undefined
        ? [row.key.id]
        : row.index.filter((entry) => entry.index === range.index).map((entry) => entry.at)
    for (const at of places) if (isWithin(at, range)) found.push({ at, record: row })
  }
  found.sort(compareEntries)
  return range.reverse === true ? found.toReversed() : found
}

const isWithin = (at: string, { from, to }: Range): boolean =>
  (from === undefined || Key.compareBytes(at, from) >= 0) &&
  (to === undefined || Key.compareBytes(at, to) < 0)

const compareEntries = (left: Entry, right: Entry): number =>
  Key.compareBytes(left.at, right.at) || Key.compareBytes(left.record.key.id, right.record.key.id)

const isBeyond = (
  entry: Entry,
  [at, id]: ReadonlyArray<string | number>,
  reverse = false,
): boolean => {
  const order =
    Key.compareBytes(entry.at, String(at)) || Key.compareBytes(entry.record.key.id, String(id))
  return reverse ? order < 0 : order > 0
}

const journalPage = (
  journal: ReadonlyArray<JournalRecord>,
  epoch: string,
  after: number,
  { stream, limit }: JournalRange,
) => {
  const later = journal.slice(firstBeyond(journal, after))
  const wanted = stream === undefined ? later : later.filter((entry) => entry.stream === stream)
  const entries = wanted.slice(0, limit)
  const end = entries.length === wanted.length
  const last = (end ? later.at(-1) : entries.at(-1))?.position ?? after
  return { entries, cursor: Cursor.encode(epoch, [last]), end }
}

// Positions ascend, so half the journal is passed over at each step.
const firstBeyond = (journal: ReadonlyArray<JournalRecord>, after: number): number => {
  let low = 0
  let high = journal.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((journal[middle]?.position ?? 0) > after) high = middle
    else low = middle + 1
  }
  return low
}
