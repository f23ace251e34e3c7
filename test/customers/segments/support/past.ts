/** Worlds of what happens to a few customers, through every door of the room, and of looks at them. */
import { Effect, Layer, Schema } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { Customers, SegmentFacts, Segments, Settings, TradeEvent } from "entrepot/customers"
import { Decimal, Money } from "entrepot/kernel"
import { OrderDesk } from "entrepot/orders"
import { type Condition, Conditions } from "entrepot/rules"
import { Store, type StoreShape, storeServices } from "entrepot/store"
import fc from "fast-check"

import { document, pageOf, sourceThatShows } from "../../../orders/support/desk.ts"
import { phone, told } from "../../support/customers.ts"
import { conditions, day, noted, placed, quarter, setting } from "./histories.ts"

export const records = ["web-a", "web-b", "web-c"] as const
export const segment = "some"
const actor = "eve"
const reason = "they told us"

/** What happens at an instant. `lag` is how much earlier it had happened, in epoch milliseconds. */
type Happening = { readonly record: string; readonly lag: number } & (
  | {
      readonly _tag: "Observe"
      readonly phone: string
      readonly hasOrder: boolean
      /** Whose order it is told of; its own unless said. */
      readonly orderOf?: string
    }
  | { readonly _tag: "Merge" | "TakeBack"; readonly with: string }
  | { readonly _tag: "Order" | "TellTrade" | "TellNote"; readonly sku: string }
  | { readonly _tag: "FollowTrade" | "TellMoment" }
  | { readonly _tag: "TellConsent"; readonly standing: "given" | "withdrawn" }
  | { readonly _tag: "Define"; readonly when: Condition.Condition }
)

/** Somebody looks; `Refresh` at one customer, `RefreshAll` at all, `Advance` at whoever is due. */
type Look = { readonly record: string } & {
  readonly _tag: "Refresh" | "RefreshAll" | "Advance"
}

export interface Step {
  /** From the step before, in milliseconds. */
  readonly later: number
  readonly step: Happening | Look
}

const { all, has, not, compare, sum } = Conditions.over(SegmentFacts.declared)
/** What segments ask in a world. */
type Asked = fc.Arbitrary<Condition.Condition>
const yes = has("consents", "any", ["news by sms"])
const anyNew = compare("newShare", ">", Decimal.of("0.4"))
export const ofConsents: Asked = fc.constantFrom(yes, not(yes), all(yes, not(anyNew)))
export const ofNews: Asked = fc.constant(anyNew)
export const ofOrders: Asked = fc.constantFrom(
  compare("ordersInYear", ">=", 1),
  compare("ordersInYear", "=", 0),
)
const nothing = Money.zero("EUR")
export const ofNotes: Asked = fc.constantFrom(
  compare("revenue", "<", nothing),
  sum("takings", "revenue", "<", nothing, (taking) => taking.compare("daysAgo", "<", 2)),
)
export const ofAnything: Asked = fc.oneof(conditions, ofConsents, ofNews, ofOrders, ofNotes)

const record = fc.constantFrom(...records)
const lag = fc.constantFrom(0, 3, 9).map((quarters) => quarters * quarter)
const about = { record, lag }
const is = <const T extends string>(...tags: ReadonlyArray<T>) => fc.constantFrom(...tags)

const happenings = (asked: Asked): fc.Arbitrary<Happening> =>
  fc.oneof(
    fc.record({
      ...about,
      _tag: is("Observe"),
      phone: fc.constantFrom("1", "2"),
      hasOrder: fc.boolean(),
    }),
    {
      weight: 3,
      arbitrary: fc.record({ ...about, _tag: is("Merge", "Merge", "TakeBack"), with: record }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        ...about,
        _tag: is("Order", "Order", "Order", "Order", "TellTrade", "TellTrade", "TellNote"),
        sku: fc.constantFrom("MUG", "NEW", "NEW"),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ ...about, _tag: is("FollowTrade", "FollowTrade", "TellMoment") }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        ...about,
        _tag: is("TellConsent"),
        standing: is("given", "withdrawn"),
      }),
    },
    fc.record({ ...about, _tag: is("Define"), when: asked }),
  )
const looks: fc.Arbitrary<Look> = fc.record({
  record,
  _tag: is("Refresh", "RefreshAll", "RefreshAll", "Advance"),
})
const later = fc.constantFrom(1, 2, 5).map((quarters) => quarters * quarter)
const after = (step: Step["step"]): Step => ({ later: quarter, step })

/** Everybody is known and asked about something at first. */
export const histories = (asked: Asked): fc.Arbitrary<ReadonlyArray<Step>> =>
  fc
    .tuple(
      asked,
      fc.array(
        fc.record({
          later,
          step: fc.oneof(
            { weight: 2, arbitrary: happenings(asked) },
            { weight: 1, arbitrary: looks },
          ),
        }),
        { minLength: 6, maxLength: 14 },
      ),
    )
    .map(([when, steps]) => [
      after({ _tag: "Define", record: "", lag: 0, when }),
      ...records.map((id, i) =>
        after({ _tag: "Observe", record: id, lag: 0, phone: `${i}`, hasOrder: i > 0 }),
      ),
      ...steps,
    ])

/** Somebody is looked at before and after it is told of which order their record is. */
export const orderToldLate: fc.Arbitrary<ReadonlyArray<Step>> = fc
  .tuple(ofOrders, record, fc.boolean())
  .map(([when, id, isToldTwice]) => {
    const about = { record: id, lag: 0 }
    const observe = { ...about, _tag: "Observe", phone: "1" } as const
    return [
      after({ ...about, _tag: "Define", when }),
      ...records.map((one) => after({ ...observe, record: one, hasOrder: false })),
      after({ ...about, _tag: "TellTrade", sku: "MUG" }),
      after({ record: id, _tag: "RefreshAll" }),
      after({ ...observe, hasOrder: true }),
      ...(isToldTwice ? [after({ ...observe, hasOrder: false })] : []),
    ]
  })

/** Somebody is looked at before and after it is told that money went back, with or without an order. */
export const noteToldLate: fc.Arbitrary<ReadonlyArray<Step>> = fc
  .tuple(ofNotes, record, fc.boolean())
  .map(([when, id, isOfOrder]) => {
    const about = { record: id, lag: 0 }
    return [
      after({ ...about, _tag: "Define", when }),
      after({ ...about, _tag: "Observe", phone: "1", hasOrder: true }),
      ...(isOfOrder ? [after({ ...about, _tag: "TellTrade", sku: "MUG" } as const)] : []),
      after({ record: id, _tag: "RefreshAll" }),
      after({ ...about, lag: 9 * quarter, _tag: "TellNote", sku: "MUG" }),
      ...[quarter, day, 3 * day].map((later): Step => {
        return { later, step: { record: id, _tag: "RefreshAll" } }
      }),
    ]
  })

/** An order is told of by one record, and later by another one that speaks for it. */
export const orderOfTwo: fc.Arbitrary<ReadonlyArray<Step>> = fc
  .tuple(ofOrders, fc.shuffledSubarray([...records], { minLength: 2, maxLength: 2 }))
  .map(([when, ids]) => {
    const about = { record: "web-a", lag: 0 }
    const one = (record: string, i: number) =>
      after({
        _tag: "Observe",
        record,
        lag: 0,
        phone: `${i}`,
        hasOrder: true,
        orderOf: "shared",
      })
    return [
      after({ ...about, _tag: "Define", when }),
      after({ ...about, record: "shared", _tag: "TellTrade", sku: "MUG" }),
      ...ids.flatMap((record, i) => [one(record, i), after({ record, _tag: "RefreshAll" })]),
    ]
  })

/** For a while nothing counts as new. */
export const settings: Settings.Settings = [
  ...Settings.always(setting),
  { from: 12 * quarter, setting: { currency: "EUR" } },
  { from: 24 * quarter, setting },
]

export const roomsOver = (store: StoreShape = Memory.make(), by = Effect.succeed(settings)) =>
  Layer.mergeAll(Customers.layerOver, OrderDesk.layerOver, Segments.layerOver(by)).pipe(
    Layer.provideMerge(storeServices),
    Layer.provideMerge(Layer.succeed(Store, store)),
    Layer.fresh,
  )

const encoded = Schema.encodeSync(TradeEvent.TradeEvent)
const shop = sourceThatShows("whole")
const orderOf = (externalId: string) => ({ channel: "csv", account: "shop", externalId })

/** Plays one step. What is refused, such as taking back what was not decided, changes nothing. */
export const play = (step: Step["step"], now: number, commandId: string) =>
  "lag" in step
    ? Effect.ignore(happen(step, now, commandId))
    : Effect.asVoid(Effect.orDie(look(step)))

const look = Effect.fnUntraced(function* ({ _tag, record: customerId }: Look) {
  const kept = yield* Segments
  switch (_tag) {
    case "Refresh":
      return yield* kept.refresh(customerId)
    case "RefreshAll":
      return yield* kept.refreshAll()
    case "Advance":
      return yield* kept.advance()
  }
})

const happen = Effect.fnUntraced(function* (step: Happening, now: number, commandId: string) {
  const customers = yield* Customers
  const { record: recordId } = step
  const at = Math.max(0, now - step.lag)
  switch (step._tag) {
    case "Observe": {
      const said = told(recordId, at, phone(`+49 151 2345678${step.phone}`))
      const order = step.hasOrder ? { order: orderOf(step.orderOf ?? recordId) } : {}
      return yield* customers.observe({ ...said, commandId, ...order })
    }
    case "Merge": {
      const records = [recordId, step.with] as const
      return yield* customers.merge({ commandId, edgeId: edgeOf(step), records, actor, reason })
    }
    case "TakeBack":
      return yield* customers.takeBack({ commandId, edgeId: edgeOf(step), actor, reason })
    case "Order": {
      const line = { lineId: "1", sku: step.sku, quantity: 1, unitPrice: "20" }
      const shown = document(commandId, { externalId: recordId, placedAt: at, lines: [line] })
      const desk = yield* OrderDesk
      return yield* desk.ingest(shop, pageOf(commandId, { ...shown, observedAt: now }))
    }
    case "TellTrade": {
      const event = placed(commandId, { sku: step.sku, coupons: ["SPRING"] }, at)
      const order = orderOf(recordId)
      return yield* customers.tellTrade({ commandId, event: encoded({ ...event, order }) })
    }
    case "TellNote": {
      const event = { ...noted(commandId, { amount: 20 }, at), order: orderOf(recordId) }
      return yield* customers.tellTrade({ commandId, event: encoded(event) })
    }
    case "FollowTrade":
      return yield* customers.followTrade()
    case "TellMoment": {
      const viewed = { _tag: "Viewed", eventId: commandId, channel: "web", sku: "MUG" } as const
      const moment = { ...viewed, occurredAt: at }
      return yield* customers.tellMoment({ commandId, recordId, moment })
    }
    case "TellConsent": {
      const said = { purpose: "news", means: "sms", standing: step.standing, at, proof: "form" }
      const statement = { statementId: commandId, ...said }
      return yield* customers.tellConsent({ commandId, customerId: recordId, statement })
    }
    case "Define": {
      const kept = yield* Segments
      const { values } = yield* kept.segments()
      const version = (values[0]?.versions.length ?? 0) + 1
      return yield* kept.define({
        commandId,
        actor,
        segment: { id: segment, version, when: step.when },
      })
    }
  }
})

const edgeOf = (step: { readonly record: string; readonly with: string }) =>
  [step.record, step.with].toSorted().join(" ")
