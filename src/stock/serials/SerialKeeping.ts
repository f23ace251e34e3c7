/**
 * Units as records: reading as many as a command concerns, writing what changed, and comparing all of
 * them with the journal.
 *
 * @module
 */
import { Array, Effect, HashMap, Option, Stream } from "effect"

import type * as Calendar from "../../kernel/Calendar.ts"
import type { JournalEntry, JournalError, JournalShape } from "../../store/Journal.ts"
import * as JournalFold from "../../store/JournalFold.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import { Holds, Shelves } from "../StockRecords.ts"
import * as SerialAudit from "./SerialAudit.ts"
import * as SerialBook from "./SerialBook.ts"
import { holdIdOf, refsOf, type SerialCommand, type SerialRef } from "./SerialCommand.ts"
import type { SerialEvent } from "./SerialEvent.ts"
import * as SerialHistory from "./SerialHistory.ts"
import * as SerialHold from "./SerialHold.ts"
import { Bindings, SerialFacts, unitId, UnitMovements, Units } from "./SerialRecords.ts"

/** The units that a command names, and the holds that it or these units name. */
export const knownOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  command: SerialCommand,
): Effect.fn.Return<SerialHold.Known> {
  const ids = new Set(refsOf(command).map(unitId))
  const units = Array.getSomes(yield* tx.getAll(Units, [...ids]))
  const holdIds = new Set(Array.fromNullishOr(holdIdOf(command)))
  for (const { where } of units) if (where._tag === "Held") holdIds.add(where.holdId)
  const holds = Array.getSomes(yield* tx.getAll(Holds, [...holdIds]))
  const byQuantity = holds.filter(({ keeper }) => keeper === undefined)
  const bindings = yield* tx.getAll(
    Bindings,
    byQuantity.map(({ holdId }) => holdId),
  )
  return {
    units: SerialBook.of(units),
    holds: HashMap.fromIterable(holds.map((hold) => [hold.holdId, hold])),
    bindings: HashMap.fromIterable(
      Array.getSomes(bindings).map((binding) => [binding.holdId, binding]),
    ),
  }
})

/** Appends events, and writes the units and bindings that they change and a record of each movement. */
export const write = Effect.fnUntraced(function* (
  tx: TransactionShape,
  before: SerialHold.Known,
  events: ReadonlyArray<SerialEvent>,
  recordedAt: Calendar.Instant,
): Effect.fn.Return<void> {
  let after = before
  for (const fact of events) {
    after = SerialHold.evolve(after, fact)
    yield* tx.append(SerialFacts, fact, { occurredAt: fact.at })
    if (fact._tag === "Counted") continue
    for (const line of fact.lines) {
      const { movements } = Option.getOrThrow(SerialBook.unit(after.units, line))
      const movement = SerialHistory.movementOf({ recordedAt, fact }, line, movements)
      // It is new: nobody has to look first.
      if (!(yield* tx.insert(UnitMovements, movement))) yield* tx.put(UnitMovements, movement)
    }
  }
  for (const [name, unit] of after.units)
    if (Option.getOrUndefined(HashMap.get(before.units, name)) !== unit) yield* tx.put(Units, unit)
  for (const [holdId, binding] of after.bindings)
    if (Option.getOrUndefined(HashMap.get(before.bindings, holdId)) !== binding)
      yield* binding.lines.length === 0 ? tx.remove(Bindings, holdId) : tx.put(Bindings, binding)
})

/** A unit as it is now, where it was ever received: one whose hold has ended is free. */
export const unitNow = Effect.fnUntraced(function* (
  ref: SerialRef,
): Effect.fn.Return<Option.Option<SerialBook.SerialUnit>, never, Transaction> {
  const tx = yield* Transaction
  const found = yield* tx.get(Units, unitId(ref))
  if (Option.isNone(found) || found.value.where._tag !== "Held") return found
  const hold = yield* tx.get(Holds, found.value.where.holdId)
  const now = yield* tx.now
  return Option.some(SerialHold.current(found.value, Option.getOrUndefined(hold), now))
})

/** Folds the journal of units, reads all records, and compares them. */
export const audit = Effect.fnUntraced(function* (
  journal: JournalShape,
  records: RecordsShape,
): Effect.fn.Return<SerialAudit.SerialAudit, JournalError | RecordsError> {
  const read = Effect.all({
    units: Stream.runCollect(records.all(Units)),
    bindings: Stream.runCollect(records.all(Bindings)),
    shelves: Stream.runCollect(records.all(Shelves)),
  })
  const folding = {
    stream: SerialFacts,
    initial: SerialBook.empty,
    step: (book: SerialBook.Book, { fact }: JournalEntry<SerialEvent>) =>
      SerialBook.evolve(book, fact),
  }
  const { state, kept, entries, quiet } = yield* JournalFold.beside(journal, folding, read)
  const differences = SerialAudit.compare(state, kept)
  return { ok: differences.length === 0, entries, units: HashMap.size(state), differences, quiet }
})
