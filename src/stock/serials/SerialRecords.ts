/**
 * How units with serial numbers lie in the store: units, their movements, and what is bound to holds
 * by quantity as records; events in the journal.
 *
 * @module
 */
import * as Collection from "../../store/Collection.ts"
import * as JournalStream from "../../store/JournalStream.ts"
import * as Key from "../../store/Key.ts"
import { SerialUnit } from "./SerialBook.ts"
import type { SerialRef } from "./SerialCommand.ts"
import { SerialEvent } from "./SerialEvent.ts"
import { SerialMovement } from "./SerialHistory.ts"
import { Binding } from "./SerialHold.ts"

/** The id of the record of a unit. */
export const unitId = ({ sku, serial }: SerialRef): string => Key.join([sku, serial])

/**
 * One record for each unit. `byPlace` finds those at a place, but for what is on the way to it;
 * `byBond` those that are held for an order, or underway in a transfer.
 */
export const Units: Collection.Collection<SerialUnit, "byPlace" | "byBond"> = Collection.make({
  name: "serial",
  schema: SerialUnit,
  id: (unit) => unitId(unit),
  indexes: {
    byPlace: {
      entries: ({ sku, where }) =>
        "place" in where && where._tag !== "Transit" ? [[where.place, sku]] : [],
    },
    byBond: {
      entries: ({ where }) => {
        if (where._tag === "Held") return [["hold", where.holdId]]
        return where._tag === "Transit" ? [["transfer", where.transferId]] : []
      },
    },
  },
})

/** One record for each movement of each unit, in their order. */
export const UnitMovements: Collection.Collection<SerialMovement> = Collection.make({
  name: "serialMovement",
  schema: SerialMovement,
  id: ({ sku, serial, number }) => Key.join([sku, serial, number]),
})

/** One record for each hold by quantity that has been given units. */
export const Bindings: Collection.Collection<Binding> = Collection.make({
  name: "serialBinding",
  schema: Binding,
  id: ({ holdId }) => holdId,
})

/** The journal of the room: one entry for each event. */
export const SerialFacts: JournalStream.JournalStream<SerialEvent> = JournalStream.make({
  name: "serial",
  schema: SerialEvent,
})
