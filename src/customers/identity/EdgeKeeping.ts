/**
 * Decisions about who is who: made by hand, taken back, or losing a record that is withdrawn or that
 * said something new.
 *
 * @module
 */
import { Effect, HashMap, Option, Order } from "effect"

import type { TransactionShape } from "../../store/Transaction.ts"
import type { CustomerEvent } from "../CustomerEvent.ts"
import { History } from "../CustomerRecords.ts"
import type { CustomerRefusal } from "../CustomerRefusal.ts"
import * as Edge from "../resolution/Edge.ts"
import type { IdentityCommand } from "../resolution/IdentityCommand.ts"
import * as IdentityDecision from "../resolution/IdentityDecision.ts"
import * as Resolution from "../resolution/Resolution.ts"
import * as AliasKeeping from "./AliasKeeping.ts"
import * as IdentityKeeping from "./IdentityKeeping.ts"
import { Edges, Identities } from "./IdentityRecords.ts"
import * as ReasonKeeping from "./ReasonKeeping.ts"

/** What of the decisions that name a record is to be taken back. */
export interface Release {
  /** Only what its words came to that are gone, or also what was decided by hand. */
  readonly of: "legacies" | "all"
  /** Who takes back; nobody where the house does. */
  readonly actor?: string
}

/** Takes a record out of decisions, and writes that down; those that then say nothing are taken back. */
export const release = Effect.fnUntraced(function* (
  tx: TransactionShape,
  recordId: string,
  { of, actor }: Release,
): Effect.fn.Return<Required<Pick<IdentityKeeping.IdentityChange, "connect" | "disconnect">>> {
  const ids = Option.match(yield* tx.get(Identities, recordId), {
    onNone: () => [],
    onSome: ({ edges }) => edges,
  })
  const disconnect = (yield* tx.getAll(Edges, ids))
    .flatMap(Option.toArray)
    .filter(({ _tag }) => of === "all" || _tag === "Legacy")
  const connect: Array<Edge.Edge> = []
  for (const edge of disconnect) {
    const { edgeId } = edge
    const left = Edge.without(edge, new Set([recordId]))
    yield* tx.append(
      History,
      left === undefined
        ? { _tag: "EdgeTakenBack", edgeId, ...(actor === undefined ? {} : { actor }) }
        : { _tag: "EdgeMade", edge: left },
    )
    if (left !== undefined) connect.push(left)
  }
  return { connect, disconnect }
})

/** What a decision by hand comes to, and the resolution in which it is made. */
export const decided = Effect.fnUntraced(function* (
  tx: TransactionShape,
  told: IdentityCommand,
): Effect.fn.Return<
  {
    readonly resolution: Resolution.Resolution
    readonly events: ReadonlyArray<
      Extract<CustomerEvent, { readonly edgeId: string } | { readonly edge: Edge.Edge }>
    >
    readonly edges: IdentityKeeping.IdentityChange
    /** The records that it names, and those of their customers. */
    readonly recordIds: ReadonlyArray<string>
  },
  CustomerRefusal
> {
  const command = yield* ofLivingRecords(tx, told)
  const standing = Option.toArray(yield* tx.get(Edges, command.edgeId))
  const named = [...standing.flatMap(Edge.recordsOf), ...recordsIn(command)]
  const resolution = yield* IdentityKeeping.around(tx, named, standing)
  const events = yield* Effect.fromResult(IdentityDecision.decide(resolution, command))
  const made = events.flatMap((event) => (event._tag === "EdgeMade" ? [event.edge] : []))
  const disconnect = command._tag === "TakeBack" ? standing : []
  const about = [...named, ...made.flatMap(Edge.recordsOf)]
  const customers = new Set(about.flatMap((id) => Option.toArray(Resolution.find(resolution, id))))
  const own = [...customers].flatMap(({ recordIds }) => recordIds)
  const recordIds = [...new Set([...about, ...own])]
  return { resolution, events, edges: { connect: made, disconnect }, recordIds }
})

/** The decisions of a resolution that name some records, by their ids. */
export const about = Effect.fnUntraced(function* (
  tx: TransactionShape,
  { edges }: Resolution.Resolution,
  recordIds: ReadonlyArray<string>,
): Effect.fn.Return<ReadonlyArray<Edge.Decision>> {
  const own = new Set(recordIds)
  const decisions: Array<Edge.Decision> = []
  for (const edge of HashMap.values(edges)) {
    if (!Edge.recordsOf(edge).some((id) => own.has(id))) continue
    const reason = yield* ReasonKeeping.ofDecision(tx, edge.edgeId)
    decisions.push(reason === undefined ? { edge } : { edge, reason })
  }
  return decisions.toSorted(Order.mapInput(Order.String, ({ edge }) => edge.edgeId))
})

/**
 * A decision about the records that those of former ids are now. What is split off has to be there: who
 * stands for it was not meant.
 */
const ofLivingRecords = Effect.fnUntraced(function* (
  tx: TransactionShape,
  command: IdentityCommand,
): Effect.fn.Return<IdentityCommand> {
  const standingFor = (id: string) => AliasKeeping.standingFor(tx, id)
  switch (command._tag) {
    case "Merge": {
      const [one, other] = command.records
      return { ...command, records: [yield* standingFor(one), yield* standingFor(other)] }
    }
    case "KeepApart": {
      const left = yield* Effect.forEach(command.left, standingFor)
      const right = yield* Effect.forEach(command.right, standingFor)
      return { ...command, left, right }
    }
    case "Split":
    case "TakeBack":
      return command
  }
})

const recordsIn = (command: IdentityCommand): ReadonlyArray<string> => {
  switch (command._tag) {
    case "Merge":
    case "Split":
      return command.records
    case "KeepApart":
      return [...command.left, ...command.right]
    case "TakeBack":
      return []
  }
}
