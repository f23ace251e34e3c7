/**
 * How the cost of trade lies in the store, until it is told of an order.
 *
 * @module
 */
import { Schema } from "effect"

import * as Id from "../../kernel/Id.ts"
import * as Collection from "../../store/Collection.ts"
import { HoldCost, HoldTie } from "./CostTelling.ts"

const HoldCostFields = Schema.Struct({
  holdId: Id.Id,
  /** Absent until it is told whose the hold is. */
  tie: Schema.optionalKey(HoldTie),
  /** What was told before that. */
  told: Schema.Array(HoldCost),
})
/** A hold that was sold, or belongs to an order. */
export type SoldHold = typeof HoldCostFields.Type
/**
 * One record for each hold that was sold or belongs to an order, for its cost and its order are told
 * by two journals, of which either may be read first.
 */
export const HoldCosts: Collection.Collection<SoldHold> = Collection.make({
  name: "customer-hold-cost",
  schema: HoldCostFields,
  id: ({ holdId }) => holdId,
})
