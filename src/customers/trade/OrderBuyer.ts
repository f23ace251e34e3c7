/**
 * Whose an order is where several records name it: one customer's, so that its trade counts once. Pure.
 *
 * @module
 */
import { Order } from "effect"

import type * as Calendar from "../../kernel/Calendar.ts"
import type { OrderKey } from "../../orders/OrderCommand.ts"
import * as OrderEvidence from "../evidence/OrderEvidence.ts"
import * as Tenure from "../resolution/Tenure.ts"

/** A record that names an order, and whose it was from when on. */
export interface Naming {
  readonly recordId: string
  /** The order, and when this room heard that the record is of it, in epoch milliseconds. */
  readonly order: OrderKey & { readonly heardAt: Calendar.Instant }
  readonly tenures: ReadonlyArray<Tenure.Tenure>
}

/**
 * The record that speaks for an order at an instant, of those that name it: what the order itself told of
 * its buyer, and where nothing did, the one of the least id. Since when a record is known may still
 * change, and an id does not: so a past instant has the same answer for ever.
 */
const seniorOf = (naming: ReadonlyArray<Naming>, at: Calendar.Instant): Naming | undefined =>
  naming.filter(({ order }) => order.heardAt <= at).toSorted(bySeniority)[0]

const bySeniority: Order.Order<Naming> = Order.combine(
  Order.mapInput(
    Order.Boolean,
    ({ recordId, order }: Naming) => recordId !== OrderEvidence.recordIdOf(order),
  ),
  Order.mapInput(Order.String, ({ recordId }: Naming) => recordId),
)

/**
 * Whose an order is at an instant (epoch milliseconds), or now, by all records that name it.
 *
 * @example
 * ```ts
 * import { OrderBuyer, OrderEvidence } from "entrepot/customers"
 *
 * const order = { channel: "web", account: "de", externalId: "7" }
 * const naming = (recordId: string, heardAt: number): OrderBuyer.Naming => ({
 *   recordId,
 *   order: { ...order, heardAt },
 *   tenures: [{ customer: recordId, from: 0 }],
 * })
 * const all = [naming("crm-1", 1), naming(OrderEvidence.recordIdOf(order), 5)]
 * console.log(OrderBuyer.of(all, 4))
 * console.log(OrderBuyer.of(all) === OrderEvidence.recordIdOf(order))
 * ```
 * ```text
 * crm-1
 * true
 * ```
 */
export const of = (
  naming: ReadonlyArray<Naming>,
  at: Calendar.Instant = Infinity,
): string | undefined => Tenure.at(seniorOf(naming, at)?.tenures ?? [], at)
