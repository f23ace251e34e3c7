/**
 * How kits lie in the store: definitions, and what orders hold of them, as records; what happened in
 * the journal, beside the movements of the ledger.
 *
 * @module
 */
import { Schema } from "effect"

import * as Collection from "../../store/Collection.ts"
import * as JournalStream from "../../store/JournalStream.ts"
import * as Kit from "./Kit.ts"
import { AssemblyEvent } from "./KitAssembly.ts"
import { KitEvent, KitHold } from "./KitHold.ts"

/** One record for each kit. */
export const Definitions: Collection.Collection<Kit.Kit> = Collection.make({
  name: "kit",
  schema: Kit.Kit,
  id: ({ sku }) => sku,
})

/** One record for each hold of kits, beside the hold of the ledger. */
export const KitHolds: Collection.Collection<KitHold> = Collection.make({
  name: "kitHold",
  schema: KitHold,
  id: ({ holdId }) => holdId,
})

/** What happens to kits. */
export const KitFact = Schema.Union([
  Kit.KitDefined,
  ...Object.values(AssemblyEvent.cases),
  ...Object.values(KitEvent.cases),
])
/** What happens to kits. */
export type KitFact = typeof KitFact.Type

/** The journal of kits: one entry for each event. */
export const KitHistory: JournalStream.JournalStream<KitFact> = JournalStream.make({
  name: "kit",
  schema: KitFact,
})
