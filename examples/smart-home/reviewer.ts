/** The person at the order desk: sees the orders that a rule sends there, and no other. */
import { Effect, Option } from "effect"
import { ConsignmentPosting } from "entrepot/fulfilment"
import { type Order, OrderDesk } from "entrepot/orders"

import type { DrawnOrder } from "./day.ts"
import { offers } from "./goods.ts"
import type { Slips, Tally } from "./touches.ts"

/** An order that waited for a person, and why: each finding names a rule and a queue. */
export interface Held {
  readonly order: number
  readonly findings: ReadonlyArray<{ readonly rule: string; readonly queue: string }>
}

/** A person at work. */
export interface Reviewer {
  /** Looks at all orders that are held and that nobody has looked at as they are now. */
  readonly look: Effect.Effect<void, unknown, OrderDesk>
  /** Whatever was held, in the order of its coming. */
  readonly held: ReadonlyArray<Held>
}

const actor = "wang"

/** Puts a person to work. */
export const make = (
  orders: ReadonlyMap<string, DrawnOrder>,
  tally: Tally,
  slips: Slips,
): Reviewer => {
  const held: Array<Held> = []
  const seen = new Set<string>()

  const decide = Effect.fnUntraced(function* (order: Order.Order, drawn: DrawnOrder) {
    const desk = yield* OrderDesk
    const { channel, account, externalId, review } = order
    const name = { channel, account, externalId }
    const { findings = [], unmapped = [] } = review ?? {}
    held.push({
      order: drawn.number,
      findings: findings.map(({ rule, queue }) => ({ rule, queue })),
    })
    for (const sku of unmapped) {
      const offer = offers.find((known) => drawn.shop.nameOf(known.sku) === sku)
      const known = yield* desk.listings.find({ channel, account, sku })
      if (offer === undefined || Option.isSome(known)) continue
      tally.did("mapping")
      const commandId = `map ${channel} ${sku}`
      yield* desk.listings.map({ commandId, channel, account, sku, of: offer.of })
    }
    if (unmapped.length > 0) {
      yield* desk.review.reviewUnmapped({ channel, account })
      return
    }
    tally.did("check")
    const overlooks = slips(drawn.number, "check")
    const rules = new Set(findings.map(({ rule }) => rule))
    const commandId = `${review?.factsHash} ${externalId}`
    if (rules.has("blacklisted-customer") && !overlooks) {
      const lines = order.lines.map(({ lineId, quantity }) => ({ lineId, quantity }))
      yield* desk.cancelLines({ commandId, actor, reason: "blacklisted", order: name, lines })
    } else if (rules.has("odd-address") && !overlooks) {
      tally.did("ask")
      yield* desk.assign({ commandId, actor, order: name, assignee: actor })
    } else yield* desk.release({ commandId, actor, reason: "looked at", order: name })
  })

  return {
    held,
    look: Effect.gen(function* () {
      const desk = yield* OrderDesk
      let cursor: string | undefined
      const waiting: Array<Order.Order> = []
      do {
        const page = yield* desk.page({ stage: "held", cursor })
        waiting.push(...page.values)
        cursor = page.cursor
      } while (cursor !== undefined)
      for (const order of waiting) {
        const { channel, account, externalId } = order
        const drawn = orders.get(ConsignmentPosting.orderNameOf({ channel, account, externalId }))
        const asItIs = `${externalId} ${order.review?.factsHash}`
        if (drawn === undefined || seen.has(asItIs)) continue
        // Somebody who mapped a listing before may have let it go.
        const now = yield* desk.find({ channel, account, externalId })
        if (!Option.exists(now, ({ review }) => review?.state === "held")) continue
        seen.add(asItIs)
        yield* decide(order, drawn)
      }
    }),
  }
}
