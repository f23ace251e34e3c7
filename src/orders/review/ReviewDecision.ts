/**
 * The decisions about an order that the rules looked at: what people may do with it, and which changes
 * make the rules look again. Pure.
 *
 * @module
 */
import { Result } from "effect"

import type { Order, OrderLine } from "../Order.ts"
import type { OrderCommand } from "../OrderCommand.ts"
import type { OrderEvent } from "../OrderEvent.ts"
import { ApprovalMissing, ReviewStands } from "../OrderRefusal.ts"
import { type Change, queuesOf } from "./Review.ts"

/** A command that a person answers for. */
export type PersonsCommand = Extract<OrderCommand, { _tag: "Release" | "Override" | "Assign" }>

/** What comes of the word of a person. */
export const decide = (
  order: Order,
  command: PersonsCommand,
  now: number,
): Result.Result<OrderEvent, ReviewStands | ApprovalMissing> => {
  const { channel, account, externalId, kind } = order
  const ref = { channel, account, externalId, kind }
  const state = order.review?.state ?? "waiting"
  switch (command._tag) {
    case "Assign":
      return state === "held"
        ? Result.succeed({ _tag: "Assigned", ...ref, assignee: command.assignee })
        : Result.fail(stands(order, "held"))
    case "Override":
      return state === "held" || state === "rejected"
        ? Result.succeed({ _tag: "Released", ...ref, since: now, overrides: true })
        : Result.fail(stands(order, "held or rejected"))
    case "Release": {
      if (state !== "held") return Result.fail(stands(order, "held"))
      const roles = new Set(command.roles)
      const missing = (order.review?.findings ?? []).flatMap(({ rule, role }) =>
        role === undefined || roles.has(role) ? [] : [{ rule, role }],
      )
      return missing.length > 0
        ? Result.fail(new ApprovalMissing({ externalId, missing }))
        : Result.succeed({ _tag: "Released", ...ref, since: now, overrides: false })
    }
  }
}

/** The refusal of what wants an order in another state. */
export const stands = (
  { externalId, review }: Pick<Order, "externalId" | "review">,
  wanted: ReviewStands["wanted"],
): ReviewStands =>
  new ReviewStands({
    externalId,
    wanted,
    state: review?.state ?? "waiting",
    queues: review === undefined ? [] : queuesOf(review),
  })

/**
 * What of an order that was looked at has changed so that the rules have to look again. A payment that
 * moves on matters to a held order only: it may be what it waits for.
 */
export const changes = (before: Order, after: Order): ReadonlyArray<Change> => {
  const { review } = before
  if (review === undefined || review.state === "waiting") return []
  const isHeld = review.state === "held"
  const changed: Record<Change, boolean> = {
    lines: soldOf(before) !== soldOf(after) || before.collect !== after.collect,
    destination:
      before.destination?.door !== after.destination?.door ||
      before.country !== after.country ||
      before.pickupPoint?.id !== after.pickupPoint?.id,
    payment:
      (isHeld && before.payment !== after.payment) ||
      (after.payment !== before.payment && after.payment === "failed"),
  }
  return changeNames.filter((name) => changed[name])
}

const changeNames = ["lines", "destination", "payment"] as const

/** What is sold and for how much; fewer units of a line are no reason to look again. */
const soldOf = ({ lines }: Order): string => JSON.stringify(lines.map(factsOf))

const factsOf = ({ lineId, sku, quantity, unitPrice, discount }: OrderLine) => [
  lineId,
  sku,
  quantity,
  unitPrice,
  discount,
]
