/** Stores that are broken on purpose: for each law at least one that it must find out. */
import { Effect } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { defaultCapabilities, type JournalDraft, Key, type StoreShape } from "entrepot/store"

import * as Fault from "./faults.ts"

/** A store, and what is wrong with it. */
export interface Mutant {
  readonly deed: string
  readonly make: () => StoreShape
}

const mutant = (deed: string, fault: Fault.Fault, options?: Memory.Options): Mutant => ({
  deed,
  make: () => {
    const store = Memory.make(options)
    return { ...store, ...fault(store) }
  },
})

const committed: JournalDraft = {
  stream: "commits",
  type: "Committed",
  schema: 1,
  body: "null",
  commandId: undefined,
  actor: undefined,
  reason: undefined,
  occurredAt: 0,
}

const { maxCommitKeys, maxCommitBytes, maxRecordBytes } = defaultCapabilities

/** Leaves out what some database cannot hold. */
const mended = (text: string) => text.replaceAll("\u0000", "").toWellFormed()

/** The mutants by the law that finds them out. */
export const mutants: ReadonlyMap<string, Mutant> = new Map([
  // Commits
  [
    "what a commit answered is seen through both handles",
    mutant(
      "forgets the schema version",
      Fault.putting((put) => ({ ...put, schema: 1 })),
    ),
  ],
  [
    "a read answers in the order of its keys, absences included",
    mutant("answers in an order of its own", ({ read }) => ({
      read: (namespace, keys) => read(namespace, keys.toSorted(Key.compare)),
    })),
  ],
  [
    "a version ascends with every write and never repeats after a removal",
    mutant("counts versions anew after a removal", Fault.countingAnew),
  ],
  [
    "one stale expectation among many keeps everything out",
    mutant("keeps half of a commit that conflicts", Fault.keepingHalf),
  ],
  [
    "one refused body among many keeps everything out",
    mutant("keeps the rest of a commit with a refused body", Fault.keepingTheRest),
  ],
  [
    "a commit that only validates writes nothing",
    mutant(
      "journals every commit",
      Fault.proposing((commit) =>
        commit.entries.length > 0 ? commit : { ...commit, entries: [committed] },
      ),
    ),
  ],
  [
    "a commit that only validates conflicts when it is stale",
    mutant("has nothing to do where nothing is written", ({ commit }) => ({
      commit: (namespace, proposal, revise) =>
        proposal.touches.some(({ write }) => write) || proposal.entries.length > 0
          ? commit(namespace, proposal, revise)
          : Effect.succeed({ version: 0 }),
    })),
  ],
  [
    "a key touched twice in one commit is refused",
    mutant(
      "lets the last touch of a key win",
      Fault.proposing((commit) => ({
        ...commit,
        touches: [...new Map(commit.touches.map((touch) => [touch.key.id, touch])).values()],
      })),
    ),
  ],
  [
    "a commit of entries alone is a commit",
    mutant("forgets a commit that touches nothing", ({ commit }) => ({
      commit: (namespace, proposal, revise) =>
        proposal.touches.length > 0
          ? commit(namespace, proposal, revise)
          : Effect.succeed({ version: 1 }),
    })),
  ],
  [
    "host work for another adapter is refused, and nothing is written",
    mutant(
      "passes over work that it does not know",
      Fault.proposing(({ touches, entries, instant }) => ({ touches, entries, instant })),
    ),
  ],
  [
    "an interrupted commit is whole or nothing, and holds nobody up",
    mutant("commits one record after the other", Fault.oneByOne),
  ],

  // Conflicts
  [
    "of many writers at one version exactly one wins",
    mutant(
      "lets the last writer win",
      Fault.forcing(() => true),
    ),
  ],
  [
    "of many writers who expect an absence exactly one wins",
    mutant(
      "takes an expected absence for no expectation",
      Fault.forcing(({ expected }) => expected === 0),
    ),
  ],
  [
    "an expected version is validated, be it older, newer or an absence",
    mutant(
      "asks only whether the record is there",
      Fault.forcing(({ expected }, found) => expected > 0 && found > 0),
    ),
  ],
  [
    "of two commits that each expect the other's record absent at most one wins",
    mutant(
      "does not validate absences that were only read",
      Fault.dropping(({ expected, write }) => expected === 0 && write === undefined),
    ),
  ],
  [
    "of two commits that each only read what the other writes at most one wins",
    mutant(
      "validates what it writes and nothing else, as snapshot isolation does",
      Fault.dropping(({ expected, write }) => expected > 0 && write === undefined),
    ),
  ],
  [
    "no write is lost, whoever revises or tries again",
    mutant(
      "revises without a lock",
      Fault.together(
        Fault.forcing(() => true),
        Fault.revisingOutside,
      ),
    ),
  ],
  [
    "commits over the same keys in opposite orders all come to an end",
    mutant("locks keys in the order in which they are listed", Fault.lockingInOrderOfTouches),
  ],

  // Revisions
  [
    "revise sees exactly the records that changed",
    mutant("shows all records to revise", Fault.showingAllToRevise),
  ],
  [
    "the answer of revise is what is committed",
    mutant(
      "asks revise, then commits the proposal",
      Fault.revising(
        (revise, proposal) => (changed) => revise(changed) && Fault.rebased(proposal, changed),
      ),
    ),
  ],
  [
    "an answer of revise that is stale again is a conflict",
    mutant(
      "trusts the answer of revise",
      Fault.revising((revise) => (changed) => {
        const answer = revise(changed)
        return answer && Fault.rebased(answer, changed)
      }),
    ),
  ],
  [
    "a revise that declines leaves a conflict and writes nothing",
    mutant(
      "takes a declining revise for agreement",
      Fault.revising(
        (revise, proposal) => (changed) => revise(changed) ?? Fault.rebased(proposal, changed),
      ),
    ),
  ],
  [
    "an answer of revise that touches other keys is refused",
    mutant("takes any answer of revise", Fault.revisingOutside),
  ],
  [
    "an answer of revise with a refused body is refused, and nothing is written",
    mutant("keeps the rest of a revision with a refused body", Fault.keepingTheRest),
  ],
  [
    "a defect in revise writes nothing and holds nobody up",
    mutant("keeps its lock after a defect", Fault.lockedForEverByADefect),
  ],
  [
    "a store without revise answers a conflict and does not ask",
    mutant("revises although it says that it cannot", Fault.claiming({ revise: false })),
  ],

  // Contents
  [
    "a body comes back as the JSON value that it was",
    mutant(
      "normalises Unicode",
      Fault.putting((put) => ({ ...put, body: put.body.normalize() })),
    ),
  ],
  [
    "a body that some database cannot hold is refused, and nothing is written",
    mutant(
      "leaves out what it cannot hold",
      Fault.putting((put) => ({ ...put, body: put.body.replaceAll("\\u0000", "") })),
    ),
  ],
  [
    "an entry with a text that some database cannot hold is refused",
    mutant(
      "mends the stream of an entry",
      Fault.noting((draft) => ({ ...draft, stream: mended(draft.stream) })),
    ),
  ],
  [
    "keys that differ at all name different records",
    mutant(
      "takes letters of either case for the same",
      Fault.naming((id) => id.toLowerCase()),
    ),
  ],
  [
    "keys of the greatest length are kept",
    mutant(
      "cuts ids at 255 characters",
      Fault.naming((id) => id.slice(0, 255)),
    ),
  ],
  ["a malformed key is refused everywhere", mutant("mends malformed keys", Fault.naming(mended))],
  [
    "a commit of the most keys is taken, one key more is refused",
    mutant("takes more keys than it says", Fault.claiming({ maxCommitKeys }), {
      capabilities: { maxCommitKeys: maxCommitKeys + 1 },
    }),
  ],
  [
    "a body of the most bytes is taken, one byte more is refused",
    mutant("takes longer bodies than it says", Fault.claiming({ maxRecordBytes }), {
      capabilities: { maxRecordBytes: maxRecordBytes + 1 },
    }),
  ],
  [
    "a commit of the most bytes is taken, one byte more is refused",
    mutant("takes more bytes than it says", Fault.claiming({ maxCommitBytes }), {
      capabilities: { maxCommitBytes: maxCommitBytes + 1 },
    }),
  ],

  // Queries
  [
    "a query by id answers in the order of bytes",
    mutant(
      "sorts ids by UTF-16",
      Fault.sorting(Fault.byUtf16, ({ index }) => index === undefined),
    ),
  ],
  [
    "a query by index answers in the order of bytes",
    mutant(
      "sorts index entries by UTF-16",
      Fault.sorting(Fault.byUtf16, ({ index }) => index !== undefined),
    ),
  ],
  [
    "a range begins at its first bound and stops before its last",
    mutant(
      "includes the last bound",
      Fault.asking(({ to, ...range }) =>
        to === undefined ? range : { ...range, to: `${to}\u0001` },
      ),
    ),
  ],
  [
    "pages by id go through every record exactly once",
    mutant(
      "drops the last record of a page",
      Fault.finding((page) =>
        page.cursor === undefined ? page : { ...page, items: page.items.slice(0, -1) },
      ),
    ),
  ],
  [
    "pages by index go through every entry exactly once, also where many stand at one place",
    mutant(
      "goes on behind all entries at the place of the last",
      Fault.finding(({ items, cursor }) => ({
        items,
        cursor: cursor && Fault.forged(cursor, (epoch, [at = ""]) => [epoch, [at, "\u{10ffff}"]]),
      })),
    ),
  ],
  [
    "a cursor goes on behind its place, whatever came or went meanwhile",
    mutant("pages by offset", Fault.pagingByOffset),
  ],
  [
    "index entries are replaced with the record",
    mutant(
      "adds new index entries to the old",
      Fault.rememberingEntries((put, known) => ({
        ...put,
        index: [...known, ...(put.index ?? [])],
      })),
    ),
  ],
  [
    "index entries stay as they are when a put names none",
    mutant(
      "takes no index entries for none at all",
      Fault.putting((put) => ({ ...put, index: put.index ?? [] })),
    ),
  ],
  [
    "index entries go with the record, and do not come back with it",
    mutant(
      "gives a record the index entries of one long removed",
      Fault.rememberingEntries((put, known) => ({ ...put, index: put.index ?? known })),
    ),
  ],
  [
    "an index answers for itself and its collection alone",
    mutant(
      "looks only at the beginning of an index's name",
      Fault.putting(({ index = [], ...put }) => ({
        ...put,
        index: index.map((entry) => ({ ...entry, index: entry.index.slice(0, 2) })),
      })),
    ),
  ],
  [
    "a page of no records or entries is refused",
    mutant(
      "answers a page of one for a page of none",
      Fault.asking((range) => ({ ...range, limit: range.limit > 1 ? Math.floor(range.limit) : 1 })),
    ),
  ],
  [
    "a range with a malformed bound is refused",
    mutant(
      "mends malformed bounds",
      Fault.asking(({ from, ...range }) =>
        from === undefined ? range : { ...range, from: mended(from) },
      ),
    ),
  ],

  // Namespaces
  [
    "a record of one namespace is not read, expected or removed in another",
    mutant("takes namespaces in either case for the same", ({ read, commit }) => ({
      read: (namespace, keys) => read(namespace.toLowerCase(), keys),
      commit: (namespace, proposal, revise) => commit(namespace.toLowerCase(), proposal, revise),
    })),
  ],
  [
    "a query finds nothing of another namespace",
    mutant("finds the records of every namespace", Fault.queryingEveryNamespace),
  ],
  [
    "the journal tells nothing of another namespace",
    mutant("tells the entries of every namespace", Fault.tellingEveryNamespace),
  ],

  // Journals
  [
    "an entry comes back as it was written, however late it occurred",
    mutant(
      "forgets an empty reason",
      Fault.noting((draft) => ({ ...draft, reason: draft.reason || undefined })),
    ),
  ],
  [
    "the entries of a commit follow one another from its version",
    mutant("appends the entries of a commit one by one", Fault.entriesOneByOne),
  ],
  [
    "the recorded time never runs back, though clocks do",
    mutant("believes every clock", Fault.believingEveryClock),
  ],
  [
    "a stream tells its own entries, and the journal those of every stream",
    mutant("trims the names of streams", ({ journal }) => ({
      journal: (namespace, range) =>
        journal(
          namespace,
          range.stream === undefined ? range : { ...range, stream: range.stream.trim() },
        ),
    })),
  ],
  [
    "pages of the journal go through every entry exactly once",
    mutant(
      "drops the last entry of a page",
      Fault.telling((page) => (page.end ? page : { ...page, entries: page.entries.slice(0, -1) })),
    ),
  ],
  [
    "a cursor from the end goes on with what comes later",
    mutant(
      "takes the next number for told at the end",
      Fault.telling((page) =>
        page.end
          ? {
              ...page,
              cursor: Fault.forged(page.cursor, (epoch, [at]) => [epoch, [Number(at) + 1]]),
            }
          : page,
      ),
    ),
  ],
  [
    "a reader never misses an entry that commits later with a lower number",
    mutant("numbers entries before a delay", Fault.numberingBeforeADelay),
  ],
  [
    "an effect stands after its cause, across both handles",
    mutant(
      "tells the newest entry first",
      Fault.telling((page) => ({ ...page, entries: page.entries.toReversed() })),
    ),
  ],
  [
    "writes of one record stand in the order of its versions, whoever had to wait",
    mutant("numbers entries before it has its locks", Fault.numberingBeforeTheLocks),
  ],
  ["a cursor of another epoch is refused", mutant("reads cursors of any epoch", Fault.inAnyEpoch)],
  [
    "a text that is no cursor of the operation is refused",
    mutant("begins again where the cursor is none", Fault.beginningAgain),
  ],

  // Everything Fault.together
  [
    "any run of commits leaves what a plain map would hold",
    mutant(
      "keeps one index entry of each record",
      Fault.putting(({ index, ...put }) => (index ? { ...put, index: index.slice(0, 1) } : put)),
    ),
  ],
])
