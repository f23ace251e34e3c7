/**
 * What every law of the store stands on: a fresh namespace, seen through two handles.
 *
 * @module
 */
import { Clock, Effect, Random, Schedule } from "effect"

import type { Key } from "../../store/Key.ts"
import {
  type Capabilities,
  type Commit,
  type IndexEntry,
  type JournalDraft,
  type JournalPage,
  type JournalRange,
  type JournalRecord,
  type Page,
  type Put,
  type Range,
  type Remove,
  type Revise,
  Store,
  type StoredRecord,
  type StoreShape,
  type Touch,
} from "../../store/Store.ts"
import type { CursorError, StoreConflict, StoreError } from "../../store/StoreError.ts"
import * as Law from "../Law.ts"
import { SecondStore } from "../SecondStore.ts"
import type { World } from "../Worlds.ts"

/** One of the two stores, inside the namespace of the law. */
export interface Handle {
  readonly store: StoreShape
  readonly read: (...keys: ReadonlyArray<Key>) => Answer<ReadonlyArray<StoredRecord | undefined>>
  /** Answers the version. Without a `revise` it declines. */
  readonly commit: (
    touches: ReadonlyArray<Touch>,
    rest?: Partial<Commit> & { readonly revise?: Revise },
  ) => Answer<number, StoreConflict | StoreError>
  readonly query: (range: Partial<Range>) => Answer<Page, StoreError | CursorError>
  /** The whole range, page by page. */
  readonly list: (range: Partial<Range>) => Answer<ReadonlyArray<Page>, StoreError | CursorError>
  readonly journal: (range: Partial<JournalRange>) => Answer<JournalPage, StoreError | CursorError>
  /**
   * The journal to its end, once it holds so many entries: all that have one order, or `{}` for all
   * there are.
   */
  readonly entries: (
    count: number,
    of?: Pick<JournalRange, "stream">,
  ) => Answer<ReadonlyArray<JournalRecord>, StoreError | CursorError>
}

type Answer<A, E = StoreError> = Effect.Effect<A, E | Law.Mismatch>

/** Two handles of one fresh namespace. */
export interface Fixture {
  readonly namespace: string
  readonly first: Handle
  readonly second: Handle
  /** First, second, first, second … */
  readonly either: (i: number) => Handle
  readonly capabilities: Capabilities
  /** What to read of the journal where one order is wanted. */
  readonly ordered: Pick<JournalRange, "stream">
  /** Repeats a check of an index while the store says that it may lag behind. */
  readonly indexed: (check: Effect.Effect<void, Law.Failure>) => ReturnType<Body>
}

export type StoreLaw = Law.Law<Store | SecondStore>

type Body = (fixture: Fixture) => Effect.Effect<void, Law.Failure>

/** A law over a fresh namespace. */
export const storeLaw = (name: string, body: Body): StoreLaw =>
  Law.make(name, Effect.flatMap(fixture, body))

/** A law over a fresh namespace that draws at random. */
export const seededStoreLaw = (name: string, body: (world: World) => Body): StoreLaw =>
  Law.seeded(name, (world) => Effect.flatMap(fixture, body(world)))

// The time stands beside the random part, so that a replayed seed finds no leavings either.
const fixture = Effect.gen(function* () {
  const [one, other] = [yield* Store, yield* SecondStore]
  const parts = [yield* Clock.currentTimeMillis, yield* Random.nextIntBetween(0, 2 ** 32)]
  const namespace = `law-${parts.map((part) => part.toString(36)).join("-")}`
  return within(namespace, one, other)
})

/** Both handles in a namespace of the caller's choice. */
export const within = (namespace: string, one: StoreShape, other: StoreShape): Fixture => {
  const [first, second] = [handle(namespace, one), handle(namespace, other)]
  return {
    namespace,
    first,
    second,
    either: (i) => (i % 2 === 0 ? first : second),
    capabilities: one.capabilities,
    ordered: ordered(one.capabilities),
    indexed: (check) => (one.capabilities.indexes === "atCommit" ? check : eventually(check)),
  }
}

const eventually = Effect.fnUntraced(function* (check: Effect.Effect<void, Law.Failure>) {
  const times = Math.ceil((yield* Law.Patience) / 20)
  yield* Effect.retry(check, { schedule: Schedule.spaced(20), times })
})

const ordered = ({ journalOrder }: Capabilities) =>
  journalOrder === "namespace" ? {} : { stream: "law" }

const handle = (namespace: string, store: StoreShape): Handle => {
  const query: Handle["query"] = (range) =>
    Law.inTime("a query", store.query(namespace, { collection: "thing", limit: 1000, ...range }))
  const journal: Handle["journal"] = (range) =>
    Law.inTime("a page of the journal", store.journal(namespace, { limit: 1000, ...range }))
  return {
    store,
    read: (...keys) =>
      Law.inTime("a read", store.read(namespace, keys)).pipe(
        Effect.map((snapshots) => snapshots.map(({ record }) => record)),
      ),
    commit: (touches, { revise = decline, ...rest } = {}) =>
      Law.inTime(
        "a commit",
        store.commit(namespace, { touches, entries: [], instant: 1000, ...rest }, revise),
      ).pipe(Effect.map(({ version }) => version)),
    query,
    list: Effect.fnUntraced(function* (range) {
      const pages: Array<Page> = []
      let page = yield* query(range)
      pages.push(page)
      while (page.cursor !== undefined) {
        yield* Law.holds(pages.length < 1000, "a query to come to an end", page)
        page = yield* query({ ...range, cursor: page.cursor })
        pages.push(page)
      }
      return pages
    }),
    journal,
    entries: Effect.fnUntraced(function* (count, of = ordered(store.capabilities)) {
      const found: Array<JournalRecord> = []
      const deadline = (yield* Clock.currentTimeMillis) + (yield* Law.Patience)
      let page = yield* journal(of)
      found.push(...page.entries)
      while ((!page.end || found.length < count) && (yield* Clock.currentTimeMillis) < deadline) {
        if (page.end) yield* Effect.sleep(5)
        page = yield* journal({ ...of, after: page.cursor })
        found.push(...page.entries)
      }
      return found
    }),
  }
}

/** A revise that declines. */
const decline: Revise = () => undefined

/** The key of a thing. */
export const thing = (id: string): Key => ({ collection: "thing", id })

/** Writes a value as JSON. */
export const put = (value: unknown, index?: ReadonlyArray<IndexEntry>): Put => ({
  _tag: "Put",
  asOf: 1000,
  schema: 1,
  body: JSON.stringify(value),
  ...(index === undefined ? {} : { index }),
})

export const remove: Remove = { _tag: "Remove" }

/** Touches a thing; without a write it is only read. */
export const touch = (id: string, expected: number, write?: Put | Remove): Touch => ({
  key: thing(id),
  expected,
  ...(write === undefined ? {} : { write }),
})

/** Drafts an entry whose body is the text. */
export const draft = (text: string, stream = "law"): JournalDraft => ({
  stream,
  type: "Noted",
  schema: 1,
  body: JSON.stringify(text),
  commandId: undefined,
  actor: undefined,
  reason: undefined,
  occurredAt: 1000,
})

/** The value of a record or entry, whose text a store may write in its own way. */
export const valueOf = (held: { readonly body: string }): unknown => JSON.parse(held.body)

/** Where records were found and under which ids, page after page. */
export const places = (...pages: ReadonlyArray<Page>): ReadonlyArray<readonly [string, string]> =>
  pages.flatMap(({ items }) => items.map(({ at, record }) => [at, record.key.id] as const))

/** Tries until it is done, as a caller of a store without revise must. */
export const untilDone = <A>(attempt: Answer<A, StoreConflict | StoreError>): Answer<A> =>
  Law.inTime("a commit that is tried again and again", tryAgain(attempt))

const tryAgain = <A>(attempt: Answer<A, StoreConflict | StoreError>): Answer<A> =>
  Effect.catchTag(attempt, "StoreConflict", () =>
    Effect.andThen(
      Effect.yieldNow,
      Effect.suspend(() => tryAgain(attempt)),
    ),
  )
