/** Stores and transactors that are broken on purpose: for each law one that it must find out. */
import { Effect } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { type StoreShape, type Touch, Transactor } from "entrepot/store"

import * as Fault from "./faults.ts"
import * as Broken from "./transactorFaults.ts"

/** A transactor over a store, and what is wrong with one of the two. */
export interface Mutant {
  readonly deed: string
  readonly make: () => StoreShape
  readonly transactor: Broken.Make
}

const store = (deed: string, fault: Fault.Fault): Mutant => ({
  deed,
  make: () => {
    const healthy = Memory.make()
    return { ...healthy, ...fault(healthy) }
  },
  transactor: Transactor.layer,
})

const transactor = (deed: string, make: Broken.Make): Mutant => ({
  deed,
  make: () => Memory.make(),
  transactor: make,
})

/** Reads one text for another. */
const rewriting =
  (text: string, other: string): Fault.Fault =>
  ({ read }) => ({
    read: (namespace, keys) =>
      Effect.map(read(namespace, keys), (found) =>
        found.map(({ key, record }) => ({
          key,
          record: record && { ...record, body: record.body.replaceAll(text, other) },
        })),
      ),
  })

const isGuard = ({ key }: Touch) => key.collection === "$guard"

const lettingTheLastWin = store(
  "lets the last writer win",
  Fault.forcing(() => true),
)

const validatingNoReaders = store("has nothing to do where nothing is written", ({ commit }) => ({
  commit: (namespace, proposal, revise) =>
    proposal.touches.some(({ write }) => write) || proposal.entries.length > 0
      ? commit(namespace, proposal, revise)
      : Effect.succeed({ version: 0 }),
}))

const executingAnew = transactor("executes every command anew", Broken.executingAnew)

const believingItsClock = transactor("believes its own clock", Broken.believingItsClock)

/** The mutants by the law that finds them out. */
export const mutants: ReadonlyMap<string, Mutant> = new Map([
  // Receipts
  ["a repeated command returns its first answer and does nothing", executingAnew],
  [
    "a repeated command is answered though it would be refused now",
    transactor("asks the program before the receipt", Broken.askingTheProgramFirst),
  ],
  [
    "of the same command sent many times at once one is executed",
    transactor("keeps the receipts of each process apart", Broken.receiptsPerProcess),
  ],
  [
    "a command id with another body is refused, and nothing is done",
    transactor("takes every body for the same", Broken.hashingNothing),
  ],
  [
    "a refused command leaves no receipt and may be sent again",
    transactor("remembers refusals", Broken.rememberingFailures),
  ],
  [
    "a command older than the receipts that are kept is refused, never executed",
    transactor("forgets when a command was issued", Broken.forgettingTheIssue),
  ],
  [
    "a receipt is kept as long as its command may be repeated",
    transactor("prunes more than it was asked to", Broken.pruningTooMuch),
  ],

  // Contention
  ["no increment is lost, through whichever process", lettingTheLastWin],
  [
    "of a thousand commands on one hot record as many are accepted as there are units",
    store(
      "asks revise, then commits the proposal",
      Fault.revising(
        (revise, proposal) => (changed) => revise(changed) && Fault.rebased(proposal, changed),
      ),
    ),
  ],
  [
    "programs over the same records in opposite orders all come to an end",
    store("locks keys in the order in which they are listed", Fault.lockingInOrderOfTouches),
  ],
  [
    "a program that others beat again and again ends as Contended, with nothing written",
    transactor("tries for ever", Broken.tryingForEver),
  ],

  // Validation
  ["a refusal heals once another process has restocked", validatingNoReaders],
  ["a defect counts only if it comes of what is there", validatingNoReaders],
  ["a program that only reads sees what another process wrote last", validatingNoReaders],
  [
    "of two programs that each expect the other's record absent one sees the other's",
    store(
      "does not validate absences that were only read",
      Fault.dropping(({ expected, write }) => expected === 0 && write === undefined),
    ),
  ],
  [
    "of two programs that each read what the other writes one sees the other's",
    store(
      "validates what it writes and nothing else, as snapshot isolation does",
      Fault.dropping(({ expected, write }) => expected > 0 && write === undefined),
    ),
  ],
  [
    "an insert under an id that is taken writes nothing and says so",
    store(
      "takes an expected absence for no expectation",
      Fault.forcing(({ expected }) => expected === 0),
    ),
  ],
  ["a key that depends on what was read is found under a lock too", lettingTheLastWin],

  // Outages
  ["a command whose answer was lost is not done twice", executingAnew],
  [
    "a command that never arrived is done when it is repeated",
    transactor("remembers failures", Broken.rememberingFailures),
  ],
  [
    "a commit that fails leaves nothing in memory",
    transactor("keeps what was never committed", Broken.keepingSpeculation),
  ],
  ["a caller who left in the midst learns by repeating what became of the command", executingAnew],
  [
    "a caller who left at once does not hold up others, nor is the command done twice",
    executingAnew,
  ],

  // Sets
  [
    "of programs that each ask for a set and then add to it one sees what the other added",
    store("keeps no guards", Fault.dropping(isGuard)),
  ],
  [
    "what leaves a set, joins it or moves between sets is seen by whoever asks",
    transactor("remembers what a query found", Broken.rememberingQueriesForEver),
  ],
  ["a change that moves nothing is seen by whoever asks for the set", validatingNoReaders],
  [
    "a query sees what its own program wrote, moved and removed",
    transactor("asks once in a program", Broken.queryingOnce),
  ],
  [
    "a query finds all of a large set, page after page",
    store(
      "has but one page",
      Fault.finding(({ items }) => ({ items, cursor: undefined })),
    ),
  ],
  [
    "a query finds what stands at or below its parts, in the order of bytes, and no neighbour",
    store(
      "reads to the end",
      Fault.asking(({ to: _, ...range }) => range),
    ),
  ],
  [
    "an index does not answer before its backfill, and then it does, guards included",
    store("hides the catalog", ({ read }) => ({
      read: (namespace, keys) =>
        Effect.map(read(namespace, keys), (found) =>
          found.map(({ key, record }) => ({
            key,
            record: key.collection === "$catalog" ? undefined : record,
          })),
        ),
    })),
  ],
  [
    "a backfill beside writers leaves every record in the index",
    store(
      "drops the last record of a page",
      Fault.finding((page) =>
        page.cursor === undefined ? page : { ...page, items: page.items.slice(0, -1) },
      ),
    ),
  ],

  // Schemas
  [
    "an older record is lifted when it is read, and written in the new version",
    store(
      "forgets the schema version",
      Fault.putting((put) => ({ ...put, schema: 1 })),
    ),
  ],
  [
    "a record of a newer schema is refused and left as it is, until it is gone",
    store("takes every record for one of this release", ({ read }) => ({
      read: (namespace, keys) =>
        Effect.map(read(namespace, keys), (found) =>
          found.map(({ key, record }) => ({ key, record: record && { ...record, schema: 1 } })),
        ),
    })),
  ],
  [
    "a record that does not decode fails who reads it, and nobody else",
    store("mends records that it finds odd", rewriting('"five"', "5")),
  ],
  [
    "data that needs a newer release is not written to",
    store("makes light of the format", rewriting("99", "1")),
  ],

  // Clocks
  [
    "the instant of a program is never before the writing of what it read",
    store(
      "forgets when a record was written",
      Fault.putting((put) => ({ ...put, asOf: 0 })),
    ),
  ],
  ["a process that met a later time does not fall back behind it", believingItsClock],
  ["no process and no journal sees time run back, though clocks do", believingItsClock],
  ["the programs of one commit share an instant", believingItsClock],

  // Batches
  [
    "a program that cannot be committed takes none of a thousand others with it",
    store("keeps the rest of a commit with a refused body", Fault.keepingTheRest),
  ],
  [
    "commits are cut to as many keys as the store takes",
    transactor("does not ask how many keys fit", Broken.askingNobodyWhatFits),
  ],
  ["a program that suspends commits once, as if it had not", lettingTheLastWin],
  ["a cache of hardly any records gives the same results", lettingTheLastWin],

  // Journals
  [
    "entries carry the command, who asked, why, and when it occurred",
    store(
      "forgets who asked",
      Fault.noting((draft) => ({ ...draft, actor: undefined })),
    ),
  ],
  ["the journal tells each write of a record once, in the order of the writes", executingAnew],
  [
    "what was refused or died is not told",
    transactor("tells facts before they are committed", Broken.tellingAtOnce),
  ],
  [
    "an effect stands behind its cause, from process to process",
    store(
      "tells the newest entry first",
      Fault.telling((page) => ({ ...page, entries: page.entries.toReversed() })),
    ),
  ],

  // Namespaces
  [
    "the same command, record, set and stream in two namespaces are two",
    store("trims namespaces", ({ read, commit, query, journal }) => ({
      read: (namespace, keys) => read(namespace.trim(), keys),
      commit: (namespace, ...rest) => commit(namespace.trim(), ...rest),
      query: (namespace, range) => query(namespace.trim(), range),
      journal: (namespace, range) => journal(namespace.trim(), range),
    })),
  ],

  // Everything together
  [
    "programs at once come to what some serial order of them would",
    store(
      "validates only what it writes",
      Fault.dropping(({ write }) => write === undefined),
    ),
  ],
])
