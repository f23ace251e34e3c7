/**
 * How costs lie in the store: policies, the heads of scopes, their layers and issues, as records.
 *
 * Layers and departures are numbered, so that a decision reads them one by one as it needs them. Every
 * change of a scope changes its head, which therefore guards all of them.
 *
 * @module
 */
import { Schema } from "effect"

import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import * as Collection from "../../store/Collection.ts"
import * as JournalStream from "../../store/JournalStream.ts"
import * as Key from "../../store/Key.ts"
import * as CostBook from "./CostBook.ts"
import * as CostEvent from "./CostEvent.ts"
import * as CostLayer from "./CostLayer.ts"
import * as CostPolicy from "./CostPolicy.ts"

/**
 * The name of the scope of an item, or of an item at a place. It is that of the item itself, but where
 * this holds control characters.
 */
export const scopeOf = ({ sku, place }: CostPolicy.Home): string =>
  Key.join(place === undefined ? [sku] : [sku, place])

/** One record for each item whose cost is kept. */
export const Policies: Collection.Collection<CostPolicy.Policy> = Collection.make({
  name: "costPolicy",
  schema: CostPolicy.Policy,
  id: ({ sku }) => sku,
})

/** One record for each scope. */
export const Heads: Collection.Collection<CostBook.Head> = Collection.make({
  name: "costHead",
  schema: CostBook.Head,
  id: ({ scope }) => scope,
})

/** One record for each layer of a scope. */
export const Layers: Collection.Collection<CostLayer.CostLayer> = Collection.make({
  name: "costLayer",
  schema: CostLayer.CostLayer,
  id: (layer) => layerId(layer),
})

/** The id of a layer. */
export const layerId = ({ scope, layer }: Pick<CostLayer.CostLayer, "scope" | "layer">): string =>
  Key.join([scope, layer])

/** One record for each issue of a scope. */
export const Issues: Collection.Collection<CostBook.Issue> = Collection.make({
  name: "costIssue",
  schema: CostBook.Issue,
  id: (issue) => issueKey(issue),
})

/** The id of the record of an issue. */
export const issueKey = ({ scope, issueId }: Pick<CostBook.Issue, "scope" | "issueId">): string =>
  Key.join([scope, issueId])

/** An issue other than a sale, by its number among these. */
export interface Departure {
  readonly scope: string
  readonly departure: number
  readonly issueId: string
}

/** One record for each departure. */
export const Departures: Collection.Collection<Departure> = Collection.make({
  name: "costDeparture",
  schema: Schema.Struct({ scope: Id.Id, departure: Quantity.Quantity, issueId: Id.Id }),
  id: (departure) => departureId(departure),
})

/** The id of a departure. */
export const departureId = ({ scope, departure }: Omit<Departure, "issueId">): string =>
  Key.join([scope, departure])

/** The layer that a unit with a serial came as, the last time that it came. */
export interface SerialLayer {
  readonly scope: string
  readonly serial: string
  readonly layer: number
}

/** One record for each serial of a scope. */
export const SerialLayers: Collection.Collection<SerialLayer> = Collection.make({
  name: "costSerial",
  schema: Schema.Struct({ scope: Id.Id, serial: Id.Id, layer: Quantity.Quantity }),
  id: (unit) => serialId(unit),
})

/** The id of the record of a serial. */
export const serialId = ({ scope, serial }: Omit<SerialLayer, "layer">): string =>
  Key.join([scope, serial])

/** What was sold of an item by a hold: its issues in the order of their shipments. */
export const Sale = Schema.Struct({
  sku: Id.Sku,
  holdId: Id.Id,
  issues: Schema.Array(Schema.Struct({ scope: Id.Id, issueId: Id.Id })),
})
/** What was sold of an item by a hold. */
export type Sale = typeof Sale.Type

/** One record for each item and hold of which something was shipped. */
export const Sales: Collection.Collection<Sale> = Collection.make({
  name: "costSale",
  schema: Sale,
  id: (sale) => saleId(sale),
})

/** The id of a sale. */
export const saleId = ({ sku, holdId }: Pick<Sale, "sku" | "holdId">): string =>
  Key.join([sku, holdId])

/** The journal of costs: one entry for each movement of value. */
export const Costs: JournalStream.JournalStream<CostEvent.CostEvent> = JournalStream.make({
  name: "cost",
  schema: CostEvent.CostEvent,
})

/** The journal of policies. */
export const PolicyHistory: JournalStream.JournalStream<CostPolicy.PolicyEvent> =
  JournalStream.make({ name: "costPolicy", schema: CostPolicy.PolicyEvent })
