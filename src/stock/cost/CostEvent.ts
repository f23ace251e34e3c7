/**
 * What happened to the cost of stock, each event one whole movement of value.
 *
 * @module
 */
import { Schema } from "effect"

import * as Currency from "../../kernel/Currency.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { Destination, Source } from "./CostCommand.ts"
import { Minor, Run } from "./CostLayer.ts"
import { Home, Method } from "./CostPolicy.ts"

/** A layer that came: its number in the scope, its units and their cost in minor units. */
export const NewLayer = Schema.Struct({
  layer: Quantity.Quantity,
  units: Quantity.PositiveQuantity,
  cost: Minor,
  serial: Schema.optionalKey(Id.Id),
})
/** A layer that came. */
export type NewLayer = typeof NewLayer.Type

/**
 * Units of a layer, from a number up to another. Under moving average `layer` is the first that the
 * pool may have held, and the numbers are those of the issue.
 */
export const Units = Schema.Struct({
  layer: Quantity.Quantity,
  ...Run.fields,
  serial: Schema.optionalKey(Id.Id),
})
/** Units of a layer. */
export type Units = typeof Units.Type

/** Units of a layer, and what they cost together in minor units. */
export const Part = Schema.Struct({ ...Units.fields, cost: Minor })
/** Units of a layer, and what they cost. */
export type Part = typeof Part.Type

/** What an issue, other than a sale, bears of a correction: in minor units, of either sign. */
export const Share = Schema.Struct({ issueId: Id.Id, destination: Destination, amount: Minor })
/** What an issue bears of a correction. */
export type Share = typeof Share.Type

const common = {
  scope: Id.Id,
  currency: Currency.Currency,
  document: Schema.optionalKey(Id.Id),
}

/**
 * An event of a scope's costs; see the command of the same verb. All amounts are in minor units.
 *
 * - `Opened`: the scope is there from now on, with nothing in it.
 * - `Corrected`: `amount` is what is borne `onHand`, by units that were `writtenDown` since, by
 *   those that were `sold`, and by each issue `elsewhere`. The sales are told as one amount, for
 *   there may be any number: `CostBook.costNow` says what each of them costs now.
 * - `Revalued`: `layer` is the one in which the revalued units are now; `replaces` the layer of the
 *   serial, where it was one.
 */
export const CostEvent = Schema.TaggedUnion({
  Opened: {
    scope: Id.Id,
    currency: Currency.Currency,
    method: Method,
    follows: Schema.optionalKey(Home),
  },
  Received: { ...common, source: Source, layers: Schema.Array(NewLayer) },
  Issued: {
    ...common,
    issueId: Id.Id,
    destination: Destination,
    parts: Schema.Array(Part),
  },
  Returned: {
    ...common,
    issueId: Id.Id,
    destination: Destination,
    parts: Schema.Array(Part),
  },
  Corrected: {
    ...common,
    source: Source,
    layer: Quantity.Quantity,
    amount: Minor,
    onHand: Minor,
    writtenDown: Minor,
    sold: Minor,
    elsewhere: Schema.Array(Share),
  },
  Revalued: {
    ...common,
    layer: Quantity.Quantity,
    units: Quantity.PositiveQuantity,
    before: Minor,
    after: Minor,
    serial: Schema.optionalKey(Id.Id),
    replaces: Schema.optionalKey(Quantity.Quantity),
  },
})
/** An event of a scope's costs. */
export type CostEvent = typeof CostEvent.Type

/** The event of one name. */
export type EventOf<Tag extends CostEvent["_tag"]> = Extract<CostEvent, { _tag: Tag }>

/** What parts or layers cost together, in minor units. */
export const costOf = (parts: ReadonlyArray<{ readonly cost: Minor }>): Minor =>
  parts.reduce((sum, { cost }) => sum + cost, 0n)

/**
 * Where value can be. `Stock` has a balance that is kept; the others exist as legs only.
 * `Clearing` is what suppliers and carriers are owed, and what they owe.
 */
export type Account = "Stock" | "Clearing" | "CostOfSales" | "Loss" | "Transfer" | "WriteDown"

/** Minor units that go from one account to another; a negative amount goes the other way. */
export interface Leg {
  readonly from: Account
  readonly to: Account
  readonly amount: Minor
}

const sources: Readonly<Record<Source, Account>> = {
  Supplier: "Clearing",
  Found: "Loss",
  Transfer: "Transfer",
}

const accounts: Readonly<Record<Destination["_tag"], Account>> = {
  Sale: "CostOfSales",
  Loss: "Loss",
  Supplier: "Clearing",
  Transfer: "Transfer",
  Assembly: "Transfer",
}

/**
 * The double entry of an event, in minor units: what finance posts.
 *
 * @example
 * ```ts
 * import { CostEvent } from "entrepot/stock"
 *
 * const [stock, sales] = CostEvent.legs({
 *   _tag: "Corrected",
 *   scope: "MUG",
 *   currency: "EUR",
 *   source: "Supplier",
 *   layer: 0,
 *   amount: 500n,
 *   onHand: 200n,
 *   writtenDown: 0n,
 *   sold: 300n,
 *   elsewhere: [],
 * })
 * console.log(stock?.to, stock?.amount, sales?.to, sales?.amount)
 * ```
 * ```text
 * Stock 200n CostOfSales 300n
 * ```
 */
export const legs = (event: CostEvent): ReadonlyArray<Leg> => {
  switch (event._tag) {
    case "Opened":
      return []
    case "Received":
      return posted(sources[event.source], { Stock: costOf(event.layers) })
    case "Issued":
      return posted("Stock", { [accounts[event.destination._tag]]: costOf(event.parts) })
    case "Returned":
      return posted(accounts[event.destination._tag], { Stock: costOf(event.parts) })
    case "Corrected": {
      const { onHand, sold, writtenDown, elsewhere } = event
      const from = sources[event.source]
      const own = { Stock: onHand, CostOfSales: sold, WriteDown: writtenDown }
      const others = elsewhere.flatMap(({ destination, amount }) =>
        posted(from, { [accounts[destination._tag]]: amount }),
      )
      return [...posted(from, own), ...others]
    }
    case "Revalued":
      return posted("Stock", { WriteDown: event.before - event.after })
  }
}

const posted = (from: Account, to: { readonly [To in Account]?: Minor }): ReadonlyArray<Leg> =>
  accountNames.flatMap((name) => {
    const amount = to[name] ?? 0n
    return amount === 0n ? [] : [{ from, to: name, amount }]
  })

const accountNames = [
  "Stock",
  "Clearing",
  "CostOfSales",
  "Loss",
  "Transfer",
  "WriteDown",
] as const satisfies ReadonlyArray<Account>
