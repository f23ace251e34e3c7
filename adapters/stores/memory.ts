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
  type Found,
  type IndexEntry,
  type JournalRange,
  type JournalRecord,
  Key,
  type Put,
  type Range,
  Store,
  StoreConflict,
  type StoredRecord,
  type StoreShape,
} from "entrepot/store"

import { Places } from "./memory/Places.ts"

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
  /** Of each collection and each of its indexes, by {@link placesName}. */
  readonly places: Map<string, Places>
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
    const fresh: Tenant = { rows: new Map(), places: new Map(), journal: [], lastNumber: 0 }
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
      const beyond =
        range.cursor === undefined
          ? undefined
          : yield* Effect.fromResult(Cursor.decode(epoch, range.cursor, ["string", "string"]))
      const found = foundIn(tenant(namespace), range, beyond)
      const items = found.slice(0, range.limit)
      const last = items.at(-1)
      return {
        items,
        cursor:
          last === undefined || items.length === found.length
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
  for (const { key, write } of writes)
    if (write?._tag === "Put") put(to, { ...write, key, version })
    else remove(to, key)
  const recordedAt = Math.max(commit.instant, to.journal.at(-1)?.recordedAt ?? 0)
  commit.entries.forEach((entry, i) =>
    to.journal.push({ ...entry, position: version + i, recordedAt }),
  )
  return version
}

/** Names the order of the ids of a collection, or that of an index; no name holds NUL. */
const placesName = ({ collection, index = "" }: Pick<Range, "collection" | "index">): string =>
  `${collection}\u0000${index}`

const placesIn = ({ places }: Tenant, of: Pick<Range, "collection" | "index">): Places => {
  const name = placesName(of)
  const known = places.get(name)
  if (known !== undefined) return known
  const fresh = new Places()
  places.set(name, fresh)
  return fresh
}

const put = (
  to: Tenant,
  { key, version, asOf, schema, body, index: told }: StoredRecord & Pick<Put, "index">,
): void => {
  const name = Key.toString(key)
  const known = to.rows.get(name)
  const { collection, id } = key
  if (known === undefined) placesIn(to, { collection }).add({ at: id, id })
  if (told !== undefined) {
    for (const { index, at } of known?.index ?? [])
      placesIn(to, { collection, index }).drop({ at, id })
    for (const { index, at } of told) placesIn(to, { collection, index }).add({ at, id })
  }
  to.rows.set(name, { key, version, asOf, schema, body, index: told ?? known?.index ?? [] })
}

const remove = (from: Tenant, key: Key.Key): void => {
  const name = Key.toString(key)
  const known = from.rows.get(name)
  if (known === undefined) return
  const { collection, id } = key
  placesIn(from, { collection }).drop({ at: id, id })
  for (const { index, at } of known.index) placesIn(from, { collection, index }).drop({ at, id })
  from.rows.delete(name)
}

/** The records of a range beyond a place, one more than its limit where there are more. */
const foundIn = (
  tenant: Tenant,
  range: Range,
  beyond: ReadonlyArray<string | number> | undefined,
): ReadonlyArray<Found> => {
  const { collection, from = "", to, reverse = false, limit } = range
  const places = placesIn(tenant, range)
  const [at, id] = beyond?.map(String) ?? []
  const last = at === undefined || id === undefined ? undefined : { at, id }
  const end = to === undefined ? undefined : { at: to, id: "" }
  const found: Array<Found> = []
  for (const place of reverse
    ? places.before(last ?? end)
    : places.from(last ?? { at: from, id: "" })) {
    const isBefore = Key.compareBytes(place.at, from) < 0
    const isBehind = to !== undefined && Key.compareBytes(place.at, to) >= 0
    if (reverse ? isBefore : isBehind) break
    if (isBefore || isBehind || (place.at === at && place.id === id)) continue
    const record = tenant.rows.get(Key.toString({ collection, id: place.id }))
    if (record !== undefined) found.push({ at: place.at, record })
    if (found.length > limit) break
  }
  return found
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
