/**
 * What a rule does with an order.
 *
 * @module
 */
import { Schema } from "effect"

import * as Id from "../../kernel/Id.ts"

/**
 * What a rule does with an order.
 *
 * - `Hold`: it waits in a queue until a person lets it go.
 * - `RequireApproval`: the same, and the person needs a role.
 * - `Reject`: it does not go, unless a person overrides that.
 * - `Tag`, `Note`: it is marked, for people and for what comes later.
 * - `Route`: it goes by a place or a courier.
 * - `SetPriority`: the higher, the sooner; of several the highest counts.
 */
export const Action = Schema.TaggedUnion({
  Hold: { queue: Id.Id, because: Schema.String },
  RequireApproval: { queue: Id.Id, role: Id.Id, because: Schema.String },
  Reject: { because: Schema.String },
  Tag: { tag: Id.Id },
  Note: { text: Schema.String },
  Route: { to: Id.Id },
  SetPriority: { priority: Schema.Int },
})
/** What a rule does with an order. */
export type Action = typeof Action.Type

/** All that a rule does with an order. */
export const Actions = Schema.Array(Action)
/** All that a rule does with an order. */
export type Actions = typeof Actions.Type

/** Whether it keeps an order from going. */
export const isHolding = ({ _tag }: Action): boolean =>
  _tag === "Hold" || _tag === "RequireApproval" || _tag === "Reject"
