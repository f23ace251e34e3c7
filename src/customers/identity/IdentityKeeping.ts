/**
 * Who is who, kept in the store: a change looks at the records that it touches, at those that share a
 * keyed hash with them and at what hangs together with both, and comes to the same as if it had looked
 * at all.
 *
 * Who decides reads the guarded index of each hash, so that two records which arrive at the same time
 * see each other.
 *
 * A change goes from set to set of records, each larger than the one before:
 *
 * - `told` is what is new, or withdrawn; `judged`, with those to compare anew, asks the model in force.
 * - `fading` says less than it did, which never makes a value or a key less common.
 * - `affected` has values that are generic, or are it no longer, by what was judged.
 * - `fresh`, all of these, is compared with whoever shares a key; `touched` may hang together otherwise.
 * - `members` is all that hangs together with any of them: these are gathered into customers.
 *
 * @module
 */
import { Effect, Option } from "effect"

import type { TransactionShape } from "../../store/Transaction.ts"
import { Persons } from "../CustomerRecords.ts"
import type { PersonRecord } from "../profile/PersonRecord.ts"
import * as Alike from "../resolution/Alike.ts"
import { type Edge, recordsOf } from "../resolution/Edge.ts"
import * as Regrouping from "../resolution/Regrouping.ts"
import * as Resolution from "../resolution/Resolution.ts"
import * as ResolutionChange from "../resolution/ResolutionChange.ts"
import * as GenericKeeping from "./GenericKeeping.ts"
import { Edges, Identities } from "./IdentityRecords.ts"
import * as KnownKeeping from "./KnownKeeping.ts"
import * as LinkKeeping from "./LinkKeeping.ts"
import * as MemberKeeping from "./MemberKeeping.ts"
import * as StoredCustomers from "./StoredCustomers.ts"

/** What is new: persons that are told of, or told of anew, and decisions made and taken back. */
export interface IdentityChange {
  readonly put?: ReadonlyArray<PersonRecord>
  /** Persons of whom less is kept: no sign that what they said is less common than it was. */
  readonly fade?: ReadonlyArray<PersonRecord>
  /** Records that are withdrawn; decisions that name them are to be taken back with them. */
  readonly remove?: ReadonlyArray<string>
  readonly connect?: ReadonlyArray<Edge>
  readonly disconnect?: ReadonlyArray<Edge>
  /** Records to compare anew, though nothing new is told of them. */
  readonly anew?: ReadonlyArray<string>
  /** Generic values and crowded keys to judge anew, by their keyed hashes. */
  readonly doubted?: {
    readonly values: ReadonlyArray<string>
    readonly keys: ReadonlyArray<string>
  }
}

/**
 * Makes a change, and tells what it did to customers.
 *
 * @internal
 */
export const change = Effect.fnUntraced(function* (
  tx: TransactionShape,
  {
    put = [],
    fade = [],
    remove = [],
    connect = [],
    disconnect = [],
    anew = [],
    doubted,
  }: IdentityChange,
): Effect.fn.Return<ReadonlyArray<Regrouping.CustomerChange>> {
  const known = yield* KnownKeeping.nothing(tx)
  const told = [...put.map(({ recordId }) => recordId), ...remove]
  const fading = new Set(fade.map(({ recordId }) => recordId))
  yield* known.know([...told, ...fading, ...anew])
  for (const person of [...put, ...fade]) {
    known.tell(person.recordId, person)
    yield* tx.put(Persons, person)
  }
  for (const id of remove) {
    known.tell(id, undefined)
    yield* tx.remove(Persons, id)
    yield* tx.remove(Identities, id)
  }
  for (const { edgeId } of disconnect) yield* tx.remove(Edges, edgeId)
  for (const edge of connect) yield* tx.put(Edges, edge)
  yield* GenericKeeping.fade(known, fading)
  const judged = new Set([...told, ...anew])
  const affected = yield* GenericKeeping.recognise(known, {
    recordIds: [...judged],
    values: doubted?.values ?? [],
  })
  yield* known.know(affected)
  const fresh = new Set([...judged, ...fading, ...affected])
  const touched = yield* LinkKeeping.compare(known, fresh, {
    doubted: doubted?.keys ?? [],
    fading,
  })
  const named = [...connect, ...disconnect].flatMap(recordsOf)
  const members = yield* gathered(known, [...fresh, ...touched, ...named])
  const stored = [...new Set([...members, ...remove])].flatMap(
    (id) => known.identities.get(id) ?? [],
  )
  const before = StoredCustomers.of(known.linker, stored)
  const asked = yield* askedOf(known, members, { connect, disconnect })
  const after = Alike.resolve(asked.linker, asked.put, asked.connect)
  yield* MemberKeeping.keep(known, { after, members, judged, fresh, connect, disconnect })
  return Regrouping.between(before, after).flatMap(({ changes }) => changes)
})

/**
 * All that hangs together with some records, as a resolution of nobody else, with some decisions that
 * need not name them. Changes nothing.
 *
 * @internal
 */
export const around = Effect.fnUntraced(function* (
  tx: TransactionShape,
  recordIds: ReadonlyArray<string>,
  edges: ReadonlyArray<Edge> = [],
): Effect.fn.Return<Resolution.Resolution> {
  const known = yield* KnownKeeping.nothing(tx)
  return yield* resolved(known, yield* gathered(known, recordIds), edges)
})

/**
 * Some persons, and those whom the model would link to them if this were all that is known of them, as a
 * resolution of nobody else. Changes nothing.
 *
 * @internal
 */
export const foreseen = Effect.fnUntraced(function* (
  tx: TransactionShape,
  persons: ReadonlyArray<PersonRecord>,
): Effect.fn.Return<Resolution.Resolution> {
  const known = yield* KnownKeeping.nothing(tx)
  const ids = persons.map(({ recordId }) => recordId)
  yield* known.know(ids)
  for (const person of persons) known.tell(person.recordId, person)
  const members = new Set([...ids, ...(yield* LinkKeeping.sharing(known, ids))])
  yield* known.know([...members])
  return yield* resolved(known, members)
})

/** The records that hang together with some. */
const gathered = Effect.fnUntraced(function* (
  known: KnownKeeping.Known,
  recordIds: ReadonlyArray<string>,
): Effect.fn.Return<ReadonlySet<string>> {
  const { tx, identities, persons } = known
  const touched = [...new Set(recordIds)]
  yield* known.know(touched)
  const members = new Set(touched.filter((id) => persons.has(id)))
  for (const component of new Set(touched.flatMap((id) => identities.get(id)?.component ?? [])))
    for (const identity of yield* tx.query(Identities, "byComponent", [component])) {
      identities.set(identity.recordId, identity)
      members.add(identity.recordId)
    }
  yield* known.know([...members])
  return members
})

/** Members with all links between them, and some decisions that need not name them. */
const resolved = Effect.fnUntraced(function* (
  known: KnownKeeping.Known,
  members: ReadonlySet<string>,
  edges: ReadonlyArray<Edge> = [],
): Effect.fn.Return<Resolution.Resolution> {
  const { linker, put, connect } = yield* askedOf(known, members, { connect: edges })
  return ResolutionChange.apply(Resolution.empty(linker), { put, connect })
})

/** What the resolution of members hangs on, after decisions are made and taken back. */
const askedOf = Effect.fnUntraced(function* (
  known: KnownKeeping.Known,
  members: ReadonlySet<string>,
  { connect = [], disconnect = [] }: Pick<IdentityChange, "connect" | "disconnect">,
) {
  const { tx, identities, persons } = known
  const gone = new Set(disconnect.map(({ edgeId }) => edgeId))
  const ids = new Set([...members].flatMap((id) => identities.get(id)?.edges ?? []))
  const edges = yield* tx.getAll(
    Edges,
    [...ids].filter((id) => !gone.has(id)),
  )
  const put: Array<Resolution.Subject> = []
  for (const id of members)
    put.push({ record: yield* known.comparedOf(id), since: persons.get(id)?.knownSince ?? 0 })
  const linker = yield* LinkKeeping.linkerFor(
    known,
    put.map(({ record }) => record),
  )
  return { linker, put, connect: [...edges.flatMap(Option.toArray), ...connect] }
})
