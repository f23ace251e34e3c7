/** A shop whose listings are named alike, under rules, and orders that no rule minds. */
import { Effect, Option } from "effect"
import type { ChannelOrder } from "entrepot/channels"
import { type Action, AuditRules, OrderDesk, type Review } from "entrepot/orders"
import type { Condition } from "entrepot/rules"

import { document, pageOf, sourceThatShows } from "../../support/desk.ts"

export const account = { channel: "csv", account: "shop" }
export const named = (externalId: string) => ({ ...account, externalId })

/** Each order has a buyer, a phone and a door of its own. */
const recipientOf = (id: string) => ({
  name: `Ada ${id}`,
  phone: `+49 ${id}`,
  lines: [`Elm Street ${id}`],
  city: "Bonn",
  country: "DE",
})
type Recipient = NonNullable<NonNullable<ChannelOrder.ChannelOrder["personal"]>["recipient"]>

export const withRecipient = (id: string, more: Partial<Recipient>) => ({
  personal: { recipient: { ...recipientOf(id), ...more } },
})

export const order = (externalId: string, change: Partial<ChannelOrder.ChannelOrder> = {}) =>
  document(`r${externalId}`, {
    externalId,
    customerRef: `buyer ${externalId}`,
    personal: { recipient: recipientOf(externalId) },
    ...change,
  })

/** An order of somebody who says nothing of themselves. */
export const anonymous = (externalId: string, change: Partial<ChannelOrder.ChannelOrder> = {}) => {
  const { value, ...head } = order(externalId, change)
  const { customerRef: _ref, personal: _personal, ...rest } = value
  return { ...head, value: { ...rest, ...change } }
}

export const holding = (id: string, when: Condition.Condition) => ({
  id,
  when,
  outcome: [{ _tag: "Hold", queue: "q", because: "b" } satisfies Action.Action],
  onUnknown: "skip" as const,
})
export const rulesOf = (...rules: ReadonlyArray<ReturnType<typeof holding>>) => ({
  id: "audit",
  version: 1,
  policy: "collect",
  rules,
})

/** Opens the shop. */
export const opened = Effect.fnUntraced(function* (ruleSet: unknown = AuditRules.make()) {
  const desk = yield* OrderDesk
  yield* desk.listings.nameAlike({ commandId: "same", ...account, same: true })
  yield* desk.review.publish({ commandId: "rules", ruleSet })
  return desk
})

let pages = 0
/** Takes orders in, and looks at them in the given order. */
export const lookedAt = Effect.fnUntraced(function* (
  ...orders: ReadonlyArray<ReturnType<typeof order>>
) {
  const desk = yield* OrderDesk
  yield* desk.ingest(sourceThatShows("whole"), pageOf(`p${(pages += 1)}`, ...orders))
  for (const { externalId } of orders)
    yield* desk.review.review({ commandId: `look at ${externalId}`, order: named(externalId) })
})

export const reviewOf = (externalId: string): Effect.Effect<Review.Review, unknown, OrderDesk> =>
  OrderDesk.use((desk) =>
    Effect.map(desk.find(named(externalId)), (found) =>
      Option.getOrThrow(Option.flatMap(found, ({ review }) => Option.fromUndefinedOr(review))),
    ),
  )

/** What becomes of an order, and by which rules. */
export const said = (externalId: string) =>
  Effect.map(reviewOf(externalId), ({ state, findings }) => [
    state,
    ...findings.map(({ rule }) => rule),
  ])
