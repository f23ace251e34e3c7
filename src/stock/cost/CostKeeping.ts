/**
 * Costs as records: deciding on what was read of them, and writing what changed.
 *
 * @module
 */
import { Array, Effect, HashMap, Option, Result } from "effect"

import type { Collection } from "../../store/Collection.ts"
import type { TransactionShape } from "../../store/Transaction.ts"
import * as CostBook from "./CostBook.ts"
import type { CostCommand } from "./CostCommand.ts"
import * as CostDecision from "./CostDecision.ts"
import type { CostEvent } from "./CostEvent.ts"
import * as CostEvolution from "./CostEvolution.ts"
import * as CostLayer from "./CostLayer.ts"
import { Costs, Departures, Heads, Issues, Layers, Sales, SerialLayers } from "./CostRecords.ts"
import { CostNotLoaded, CostOverflow, type CostRefused, UnknownCostScope } from "./CostRefusal.ts"
import * as CostTransfer from "./CostTransfer.ts"
import * as DraftKeeping from "./DraftKeeping.ts"

type Draft = DraftKeeping.Draft

/**
 * Decides a command with all that follows from it in other scopes, reading what the decisions ask for.
 * Answers the command's own event. After a refusal the draft is of no use.
 */
export const decide = Effect.fnUntraced(function* (
  tx: TransactionShape,
  draft: Draft,
  command: CostCommand,
): Effect.fn.Return<CostEvent, CostRefused> {
  const own = yield* decideOne(tx, draft, command)
  const rest = [...following(own, command)]
  for (let next = rest.shift(); next !== undefined; next = rest.shift())
    rest.push(...following(yield* decideOne(tx, draft, next), next))
  return own
})

const following = (event: CostEvent, { commandId, document }: CostCommand) => {
  const named = { commandId, ...(document === undefined ? {} : { document }) }
  if (event._tag === "Issued") return CostTransfer.arrivals(event, named)
  return event._tag === "Corrected" ? CostTransfer.forwards(event, named) : []
}

const decideOne = Effect.fnUntraced(function* (
  tx: TransactionShape,
  draft: Draft,
  command: CostCommand,
): Effect.fn.Return<CostEvent, CostRefused> {
  const { scope } = command
  if (Option.isNone(yield* DraftKeeping.bookOf(tx, draft, scope)))
    return yield* new UnknownCostScope({ scope })
  yield* DraftKeeping.loadNamed(tx, draft, command)
  for (let round = 0; ; round += 1) {
    const book = DraftKeeping.known(draft, scope)
    const decision = CostDecision.decide(book, command)
    if (Result.isSuccess(decision)) {
      const [event] = decision.success
      const after = CostEvolution.evolve(book, event)
      const overflow = overflowOf(after, event)
      if (overflow !== undefined) return yield* overflow
      draft.events.push(event)
      draft.books.set(scope, after)
      return event
    }
    const { failure } = decision
    if (!(failure instanceof CostNotLoaded)) return yield* Effect.fail(failure)
    yield* DraftKeeping.load(tx, draft, book, failure.needed, round)
  }
})

/** Whether a scope, or the layer that was corrected, costs too much to be told. */
const overflowOf = (
  { head: { scope, value }, layers }: CostBook.CostBook,
  event: CostEvent,
): CostOverflow | undefined => {
  if (value >= CostLayer.tooMuch) return new CostOverflow({ scope, cost: `${value}` })
  if (event._tag !== "Corrected") return undefined
  const { layer } = event
  const cost = Option.match(HashMap.get(layers, layer), {
    onNone: () => 0n,
    onSome: (found) => found.cost,
  })
  return cost >= CostLayer.tooMuch ? new CostOverflow({ scope, layer, cost: `${cost}` }) : undefined
}

/** Puts a value that cannot be there yet, without looking: a read would hold up whoever comes next. */
const add = <A>(tx: TransactionShape, collection: Collection<A>, value: NoInfer<A>) =>
  Effect.flatMap(tx.insert(collection, value), (isNew) =>
    isNew
      ? Effect.void
      : Effect.die(new Error(`there is a ${collection.name} ${collection.id(value)} already`)),
  )

/** Writes what a draft came to. */
export const write = Effect.fnUntraced(function* (
  tx: TransactionShape,
  { stored, books, events, sales }: Draft,
  occurredAt: number | undefined,
): Effect.fn.Return<void> {
  for (const [scope, { head, layers, issues }] of books) {
    const before = stored.get(scope) ?? CostBook.empty(head)
    if (before.head === head) continue
    yield* stored.has(scope) ? tx.put(Heads, head) : add(tx, Heads, head)
    for (const layer of changed(before.layers, layers)) {
      const isNew = layer.layer >= before.head.tail
      yield* isNew ? add(tx, Layers, layer) : tx.put(Layers, layer)
      if (isNew && layer.serial !== undefined)
        yield* tx.put(SerialLayers, { scope, serial: layer.serial, layer: layer.layer })
    }
    for (const issue of changed(before.issues, issues)) {
      const { issueId, departure } = issue
      const isNew = !HashMap.has(before.issues, issueId)
      yield* isNew ? add(tx, Issues, issue) : tx.put(Issues, issue)
      if (isNew && departure !== undefined)
        yield* add(tx, Departures, { scope, departure, issueId })
    }
  }
  for (const sale of sales.values()) yield* tx.put(Sales, sale)
  for (const event of events) yield* tx.append(Costs, event, { occurredAt })
})

/** The values that are not what they were. */
const changed = <K, A>(
  before: HashMap.HashMap<K, A>,
  after: HashMap.HashMap<K, A>,
): ReadonlyArray<A> =>
  Array.fromIterable(after).flatMap(([key, value]) =>
    Option.getOrUndefined(HashMap.get(before, key)) === value ? [] : [value],
  )
