/** Faults to put into a healthy store. */
import { Effect, Semaphore } from "effect"
import {
  type Capabilities,
  type Commit,
  Cursor,
  type Found,
  type IndexEntry,
  type JournalDraft,
  type JournalPage,
  type JournalRange,
  Key,
  type Page,
  type Put,
  type Range,
  type Revise,
  type Snapshot,
  type StoreShape,
  type Touch,
} from "entrepot/store"

/** What is changed about a healthy store. */
export type Fault = (store: StoreShape) => Partial<StoreShape>

/** Several faults, each on top of those before. */
export const together =
  (...faults: ReadonlyArray<Fault>): Fault =>
  (store) =>
    faults.reduce((broken, fault) => ({ ...broken, ...fault(broken) }), store)

// Faults of what is passed to the store.

export const proposing =
  (edit: (commit: Commit) => Commit): Fault =>
  ({ commit }) => ({
    commit: (namespace, proposal, revise) =>
      commit(namespace, edit(proposal), (changed) => {
        const answer = revise(changed)
        return answer && edit(answer)
      }),
  })

const touching = (edit: (touch: Touch) => Touch): Fault =>
  proposing((commit) => ({ ...commit, touches: commit.touches.map(edit) }))

export const putting = (edit: (put: Put, key: Key.Key) => Put): Fault =>
  touching((touch) =>
    touch.write?._tag === "Put" ? { ...touch, write: edit(touch.write, touch.key) } : touch,
  )

export const noting = (edit: (draft: JournalDraft) => JournalDraft): Fault =>
  proposing((commit) => ({ ...commit, entries: commit.entries.map(edit) }))

export const naming = (edit: (id: string) => string): Fault => {
  const renamed = (key: Key.Key) => ({ ...key, id: edit(key.id) })
  return (store) => ({
    ...touching((touch) => ({ ...touch, key: renamed(touch.key) }))(store),
    read: (namespace, keys) => store.read(namespace, keys.map(renamed)),
  })
}

export const asking =
  (edit: (range: Range) => Range): Fault =>
  ({ query }) => ({ query: (namespace, range) => query(namespace, edit(range)) })

export const revising =
  (edit: (revise: Revise, proposal: Commit) => Revise): Fault =>
  ({ commit }) => ({
    commit: (namespace, proposal, revise) => commit(namespace, proposal, edit(revise, proposal)),
  })

// Faults of what the store answers.

export const finding =
  (edit: (page: Page, range: Range) => Page): Fault =>
  ({ query }) => ({
    query: (namespace, range) => Effect.map(query(namespace, range), (page) => edit(page, range)),
  })

export const telling =
  (edit: (page: JournalPage, range: JournalRange) => JournalPage): Fault =>
  ({ journal }) => ({
    journal: (namespace, range) =>
      Effect.map(journal(namespace, range), (page) => edit(page, range)),
  })

export const sorting = (
  compare: (left: Found, right: Found) => number,
  of: (range: Range) => boolean,
): Fault =>
  finding((page, range) => {
    const items = page.items.toSorted(compare)
    const turned = range.reverse === true ? items.toReversed() : items
    return of(range) ? { ...page, items: turned } : page
  })

export const byUtf16 = (left: Found, right: Found) => (left.at < right.at ? -1 : 1)

type Place = ReadonlyArray<string | number>

/** Changes the epoch of a cursor, or its place. */
export const forged = (
  cursor: string,
  forge: (epoch: string, place: Place) => [string, Place],
): string => {
  const [epoch, ...place]: ReadonlyArray<string | number> = JSON.parse(cursor)
  return Cursor.encode(...forge(String(epoch), place))
}

// Faults of the commit itself.

const keysOf = (commit: Commit) => commit.touches.map(({ key }) => key)

/** The commit, as if what is there were what it expected. */
export const rebased = (commit: Commit, found: ReadonlyArray<Snapshot>): Commit => {
  const versions = new Map(
    found.map(({ key, record }) => [Key.toString(key), record?.version ?? 0]),
  )
  return {
    ...commit,
    touches: commit.touches.map((touch) => ({
      ...touch,
      expected: versions.get(Key.toString(touch.key)) ?? touch.expected,
    })),
  }
}

/** Commits whatever the versions are, where `blindly` says so of a touch. */
export const forcing =
  (blindly: (touch: Touch, found: number) => boolean): Fault =>
  ({ read, commit }) => ({
    commit: Effect.fnUntraced(function* (namespace, proposal, revise) {
      const found = yield* read(namespace, keysOf(proposal))
      const forced = found.filter(({ record }, i) => {
        const touch = proposal.touches[i]
        return touch !== undefined && blindly(touch, record?.version ?? 0)
      })
      return yield* commit(namespace, rebased(proposal, forced), revise)
    }),
  })

export const dropping = (unwanted: (touch: Touch) => boolean): Fault =>
  proposing((commit) => ({
    ...commit,
    touches: commit.touches.filter((touch) => !unwanted(touch)),
  }))

/** Asks revise before it commits, and commits its answer when its turn comes. */
export const revisingOutside: Fault = ({ read, commit }) => ({
  commit: Effect.fnUntraced(function* (namespace, proposal, revise) {
    const found = yield* read(namespace, keysOf(proposal))
    const changed = found.filter(
      ({ record }, i) => (record?.version ?? 0) !== proposal.touches[i]?.expected,
    )
    const answer = changed.length === 0 ? proposal : revise(changed)
    yield* Effect.yieldNow
    return yield* commit(namespace, answer ?? proposal, () => undefined)
  }),
})

/** Leaves the refused record out and commits the rest, before it answers the refusal. */
export const keepingTheRest: Fault = ({ commit }) => ({
  commit: (namespace, proposal, revise) =>
    Effect.tapError(commit(namespace, proposal, revise), (error) => {
      const refused = error._tag === "RecordRefused" ? error.key?.id : undefined
      const without = (whole: Commit): Commit => ({
        ...whole,
        touches: whole.touches.filter(({ key }) => key.id !== refused),
      })
      return commit(namespace, without(proposal), (changed) => {
        const answer = revise(changed)
        return answer && without(answer)
      })
    }),
})

export const keepingHalf: Fault = ({ read, commit }) => ({
  commit: (namespace, proposal, revise) =>
    Effect.tapError(commit(namespace, proposal, revise), () =>
      Effect.gen(function* () {
        const touches = proposal.touches.slice(0, proposal.touches.length / 2)
        const half = { ...proposal, touches }
        const found = yield* read(namespace, keysOf(half))
        yield* commit(namespace, rebased(half, found), revise)
      }),
    ),
})

export const oneByOne: Fault = ({ commit }) => ({
  commit: Effect.fnUntraced(function* (namespace, proposal, revise) {
    let last = { version: 0 }
    for (const touch of proposal.touches) {
      last = yield* commit(namespace, { ...proposal, touches: [touch] }, revise)
      yield* Effect.sleep(2)
    }
    return last
  }),
})

/** Numbers the first entry with the commit, and the others when their turn comes. */
export const entriesOneByOne: Fault = ({ commit }) => ({
  commit: Effect.fnUntraced(function* (namespace, proposal, revise) {
    const [head, ...others] = proposal.entries
    const entries = head === undefined ? [] : [head]
    const committed = yield* commit(namespace, { ...proposal, entries }, revise)
    for (const entry of others) {
      yield* Effect.yieldNow
      yield* commit(namespace, { touches: [], entries: [entry], instant: 0 }, revise)
    }
    return committed
  }),
})

/** Takes its locks in the order of the touches. */
export const lockingInOrderOfTouches: Fault = ({ commit }) => {
  const locks = new Map<string, Semaphore.Semaphore>()
  const lock = ({ key }: Touch) => {
    const held = locks.get(key.id) ?? Semaphore.makeUnsafe(1)
    locks.set(key.id, held)
    return held
  }
  return {
    commit: (namespace, proposal, revise) =>
      proposal.touches.reduceRight(
        (inside, touch) => lock(touch).withPermit(Effect.andThen(Effect.yieldNow, inside)),
        commit(namespace, proposal, revise),
      ),
  }
}

/** Frees its lock after an answer and after an error, and forgets defects. */
export const lockedForEverByADefect: Fault = ({ commit }) => {
  const lock = Semaphore.makeUnsafe(1)
  return {
    commit: (namespace, proposal, revise) =>
      lock
        .take(1)
        .pipe(
          Effect.andThen(Effect.result(commit(namespace, proposal, revise))),
          Effect.tap(lock.release(1)),
          Effect.flatMap(Effect.fromResult),
        ),
  }
}

/** Counts a record's versions from 1 again after its removal. */
export const countingAnew: Fault = ({ read, commit }) => {
  let base = 0
  return {
    read: (namespace, keys) =>
      Effect.map(read(namespace, keys), (found) =>
        found.map(({ key, record }) => ({
          key,
          record: record && { ...record, version: record.version - base },
        })),
      ),
    commit: Effect.fnUntraced(function* (namespace, proposal, revise) {
      const touches = proposal.touches.map((touch) => ({
        ...touch,
        expected: touch.expected === 0 ? 0 : touch.expected + base,
      }))
      const { version } = yield* commit(namespace, { ...proposal, touches }, revise)
      const shown = version - base
      if (touches.some(({ write }) => write?._tag === "Remove")) base = version
      return { version: shown }
    }),
  }
}

export const showingAllToRevise: Fault = ({ read, commit }) => ({
  commit: Effect.fnUntraced(function* (namespace, proposal, revise) {
    const all = yield* read(namespace, keysOf(proposal))
    return yield* commit(namespace, proposal, () => revise(all))
  }),
})

/** Remembers the index entries of each record, for better or worse. */
export const rememberingEntries =
  (edit: (put: Put, known: ReadonlyArray<IndexEntry>) => Put): Fault =>
  (store) => {
    const known = new Map<string, ReadonlyArray<IndexEntry>>()
    return putting((put, key) => {
      const edited = edit(put, known.get(key.id) ?? [])
      known.set(key.id, edited.index ?? [])
      return edited
    })(store)
  }

export const pagingByOffset: Fault = ({ query }) => ({
  query: Effect.fnUntraced(function* (namespace, { cursor = "0", limit, ...range }) {
    const { items } = yield* query(namespace, { ...range, limit: 1000 })
    const end = Number(cursor) + limit
    return {
      items: items.slice(Number(cursor), end),
      cursor: end < items.length ? String(end) : undefined,
    }
  }),
})

/** Notes every namespace that it sees, for a fault that reads them all. */
const acrossNamespaces =
  (fault: (seen: ReadonlySet<string>, store: StoreShape) => Partial<StoreShape>): Fault =>
  (store) => {
    const seen = new Set<string>()
    return {
      ...fault(seen, store),
      commit: (namespace, proposal, revise) => {
        seen.add(namespace)
        return store.commit(namespace, proposal, revise)
      },
    }
  }

export const queryingEveryNamespace = acrossNamespaces((seen, { query }) => ({
  query: (_, range) =>
    Effect.map(
      Effect.forEach([...seen], (namespace) => query(namespace, range)),
      (pages) => ({ items: pages.flatMap(({ items }) => items), cursor: undefined }),
    ),
}))

export const tellingEveryNamespace = acrossNamespaces((seen, { journal }) => ({
  journal: Effect.fnUntraced(function* (own, range) {
    const pages = yield* Effect.forEach([...seen], (namespace) => journal(namespace, range))
    const page = yield* journal(own, range)
    return { ...page, entries: pages.flatMap(({ entries }) => entries) }
  }),
}))

/** Takes the time of each commit for the time of its entries. */
export const believingEveryClock: Fault = ({ commit, journal }) => {
  const instants = new Map<number, number>()
  return {
    commit: (namespace, proposal, revise) =>
      Effect.tap(commit(namespace, proposal, revise), ({ version }) =>
        Effect.sync(() =>
          proposal.entries.forEach((_, i) => instants.set(version + i, proposal.instant)),
        ),
      ),
    journal: (namespace, range) =>
      Effect.map(journal(namespace, range), (page) => ({
        ...page,
        entries: page.entries.map((entry) => ({
          ...entry,
          recordedAt: instants.get(entry.position) ?? entry.recordedAt,
        })),
      })),
  }
}

/** Numbers entries first and shows them a while later, each in its own time. */
export const numberingBeforeADelay: Fault = ({ commit, journal }) => {
  const unsettled = new Set<number>()
  return {
    commit: Effect.fnUntraced(function* (namespace, proposal, revise) {
      const committed = yield* commit(namespace, proposal, revise)
      unsettled.add(committed.version)
      yield* Effect.sleep(committed.version % 5)
      unsettled.delete(committed.version)
      return committed
    }),
    journal: (namespace, range) =>
      Effect.map(journal(namespace, range), (page) => ({
        ...page,
        entries: page.entries.filter(({ position }) => !unsettled.has(position)),
      })),
  }
}

/** Orders entries by the time at which their commits began, not by that at which they wrote. */
export const numberingBeforeTheLocks: Fault = ({ commit, journal }) => {
  let begun = 0
  const numbers = new Map<number, number>()
  const numberOf = ({ position }: { readonly position: number }) => numbers.get(position) ?? 0
  return {
    commit: Effect.fnUntraced(function* (namespace, proposal, revise) {
      const number = ++begun
      yield* Effect.sleep(number % 3)
      const committed = yield* commit(namespace, proposal, revise)
      numbers.set(committed.version, number)
      return committed
    }),
    journal: (namespace, range) =>
      Effect.map(journal(namespace, range), (page) => ({
        ...page,
        entries: page.entries.toSorted((left, right) => numberOf(left) - numberOf(right)),
      })),
  }
}

export const inAnyEpoch: Fault = ({ epoch, query, journal }) => {
  const ours = (cursor: string) => forged(cursor, (_, place) => [epoch, place])
  return {
    query: (namespace, { cursor, ...range }) =>
      query(namespace, cursor === undefined ? range : { ...range, cursor: ours(cursor) }),
    journal: (namespace, { after, ...range }) =>
      journal(namespace, after === undefined ? range : { ...range, after: ours(after) }),
  }
}

export const beginningAgain: Fault = ({ journal }) => ({
  journal: (namespace, { after, ...range }) =>
    Effect.catchTag(
      journal(namespace, after === undefined ? range : { ...range, after }),
      "CursorMalformed",
      () => journal(namespace, range),
    ),
})

/** Says that it can what it cannot, or the other way round. */
export const claiming =
  (claimed: Partial<Capabilities>): Fault =>
  ({ capabilities }) => ({ capabilities: { ...capabilities, ...claimed } })
