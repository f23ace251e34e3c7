/**
 * The decisions about an order that the rules looked at: what people may do with it, and which changes
 * make the rules look again. Pure.
 *
 * @module
 */
import { Result } from "effect"

import * as Order from "../Order.ts"
import type { OrderCommand } from "../OrderCommand.ts"
import type { OrderEvent } from "../OrderEvent.ts"
import { ApprovalMissing, ListingsUnmapped, ReviewStands } from "../OrderRefusal.ts"
import { type Change, queuesOf } from "./Review.ts"

/** A command that a person answers for. */
export type PersonsCommand = Extract<OrderCommand, { _tag: "Release" | "Override" | "Assign" }>

/** Why the word of a person is refused. */
export type PersonRefusal = ReviewStands | ApprovalMissing | ListingsUnmapped

/** What comes of the word of a person. Nobody lets go what cannot leave: lines that are unmapped. */
export const decide = (
  order: Order.Order,
  command: PersonsCommand,
  now: number,
): Result.Result<OrderEvent, PersonRefusal> => {
  const { channel, account, externalId, kind } = order
  const ref = { channel, account, externalId, kind }
  const state = order.review?.state ?? "waiting"
  const skus = unmappedOf(order)
  switch (command._tag) {
    case "Assign":
      return state === "held"
        ? Result.succeed({ _tag: "Assigned", ...ref, assignee: command.assignee })
        : Result.fail(stands(order, "held"))
    case "Override":
      if (state !== "held" && state !== "rejected")
        return Result.fail(stands(order, "held or rejected"))
      return skus.length > 0
        ? Result.fail(new ListingsUnmapped({ externalId, skus }))
        : Result.succeed({ _tag: "Released", ...ref, since: now, overrides: true })
    case "Release": {
      if (state !== "held") return Result.fail(stands(order, "held"))
      if (skus.length > 0) return Result.fail(new ListingsUnmapped({ externalId, skus }))
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

/** What nobody had mapped when the rules looked at it, as far as we are still to send it. */
const unmappedOf = (order: Order.Order): ReadonlyArray<string> => {
  const unmapped = new Set(order.review?.unmapped)
  const wanted = order.lines.filter((line) => Order.wantsListing(line, order))
  return [...new Set(wanted.map(({ sku }) => sku))].filter((sku) => unmapped.has(sku))
}

/** The refusal of what wants an order in another state. */
export const stands = (
  { externalId, review }: Pick<Order.Order, "externalId" | "review">,
  wanted: ReviewStands["wanted"],
): ReviewStands =>
  new ReviewStands({
    externalId,
    wanted,
    state: review?.state ?? "waiting",
    queues: review === undefined ? [] : queuesOf(review),
  })

/**
 * What of an order that was looked at has changed so that the rules have to look again: all that they
 * may ask of it. A payment that moves on, or fewer units of a line, matter to a held order only: it may
 * be what that waits for. Of what has left, nothing is looked at again.
 */
export const changes = (before: Order.Order, after: Order.Order): ReadonlyArray<Change> => {
  const { review } = before
  if (review === undefined || review.state === "waiting") return []
  if (after.lines.every((line) => Order.unsent(line, after) === 0)) return []
  const isHeld = review.state === "held"
  const goesElsewhere = textOf(destinationOf(before)) !== textOf(destinationOf(after))
  const changed: Record<Change, boolean> = {
    lines: linesDiffer(before, after, isHeld),
    destination: goesElsewhere,
    payment: before.payment !== after.payment && (isHeld || !movesOn.has(after.payment)),
    persons: !goesElsewhere && before.persons?.all !== after.persons?.all,
    terms: textOf(termsOf(before)) !== textOf(termsOf(after)),
  }
  return changeNames.filter((name) => changed[name])
}

/** A payment that comes to one of these goes on as it should. */
const movesOn = new Set<Order.Order["payment"]>(["pending", "authorised", "paid"])

const changeNames = ["lines", "destination", "payment", "persons", "terms"] as const

/** As text, in which what is absent has a place. */
const textOf = (values: ReadonlyArray<unknown>): string =>
  JSON.stringify(values.map((value) => value ?? null))

const destinationOf = ({ destination, persons, country, pickupPoint }: Order.Order) => [
  // Two spellings of an address are one door; where nobody can tell the door, they are two.
  destination?.door ?? persons?.address,
  country,
  pickupPoint?.id,
  pickupPoint?.courier,
]

/** What an order says beside its lines, as far as rules look at it. */
const termsOf = (order: Order.Order) => [
  order.placedAt,
  order.customerRef,
  order.customerScope,
  order.market,
  order.currency,
  order.taxesIncluded,
  order.discount,
  order.shipping,
  order.shippingTax,
  order.collect,
  order.fulfilledBy,
  order.label,
  order.shipBy,
]

/** Whether a line is a new one, or sells something else, or more, or by others, or for another price. */
const linesDiffer = (before: Order.Order, after: Order.Order, isHeld: boolean): boolean => {
  const known = new Map(before.lines.map((line) => [line.lineId, line]))
  return after.lines.some((line) => {
    const old = known.get(line.lineId)
    if (old === undefined) return true
    const more = Order.shown(line) - Order.shown(old)
    return more > 0 || (isHeld && more < 0) || textOf(soldOf(old)) !== textOf(soldOf(line))
  })
}

const soldOf = ({ sku, unitPrice, discount, tax, fulfilledBy }: Order.OrderLine) => [
  sku,
  unitPrice,
  discount,
  tax,
  fulfilledBy,
]
