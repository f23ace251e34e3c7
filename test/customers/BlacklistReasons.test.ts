import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import type { ChannelOrder } from "entrepot/channels"
import { Customers, OrderEvidence } from "entrepot/customers"
import { OrderDesk } from "entrepot/orders"

import { noting, textOf } from "../fulfilment/support/bytes.ts"
import { document, pageOf, sourceThatShows } from "../orders/support/desk.ts"
import { ada, bob, customersOver, email, phone, told } from "./support/customers.ts"

const shop = sourceThatShows("whole")
const order = { channel: "csv", account: "shop", externalId: "7" }
const buyer = OrderEvidence.recordIdOf(order)
const national = "0151 23456789"
const mail = "Ada.L+shop@gmail.com"
const because = "Ada Secretname never paid"

const recipient = { phone: national, lines: ["Elm St. 5"], city: "Bonn", country: "DE" }
const masked = { ...recipient, phone: "0151****6789", lines: ["E** St. *"], masked: true }
let revisions = 0
/** The order comes, or comes again. */
const shown = Effect.fnUntraced(function* (change: Partial<ChannelOrder.ChannelOrder> = {}) {
  revisions += 1
  const seen = document(`r${revisions}`, { personal: { recipient }, ...change })
  const newest = { ...seen, observedAt: 2_000 + revisions }
  yield* (yield* OrderDesk).ingest(shop, pageOf(`p${revisions}`, newest))
})
const observed = Effect.suspend(() =>
  Customers.use(({ observeOrder }) => observeOrder({ commandId: `o${revisions}`, order })),
)
const listed = (text: string, by: "phone" | "email" = "phone") =>
  OrderDesk.use(({ review }) => review.blacklist({ commandId: "b", by, text, because }))
const listedBy = (...by: ReadonlyArray<"customer" | "phone" | "email" | "door">) =>
  OrderDesk.use(({ review }) => review.blacklistBuyer({ commandId: "b", order, by, because }))
const forgotten = OrderDesk.use(({ erase }) => erase({ commandId: "d", actor: "eve", order }))

type Lived = Effect.Effect<unknown, unknown, Customers | OrderDesk>
const inTurn = (...steps: ReadonlyArray<Lived>): Lived =>
  Effect.forEach(steps, (step) => step, { discard: true })

/** What came before somebody is erased who is on the blacklist. */
const lives: ReadonlyArray<{
  readonly who: string
  readonly erased: string
  readonly lived: Lived
  /** The desk knows them by an order. */
  readonly isBuyer: boolean
}> = [
  {
    who: "who has a phone and no order",
    erased: "web-1",
    isBuyer: false,
    lived: inTurn(
      Customers.use(({ observe }) => observe(told("web-1", 1, phone(ada)))),
      listed(ada),
    ),
  },
  {
    who: "who is listed without the calling code of their phone",
    erased: "web-1",
    isBuyer: false,
    lived: inTurn(
      Customers.use(({ observe }) => observe(told("web-1", 1, phone(ada)))),
      listed(national),
    ),
  },
  {
    who: "who has an e-mail address and no order",
    erased: "web-1",
    isBuyer: false,
    lived: inTurn(
      Customers.use(({ observe }) => observe(told("web-1", 1, email(mail)))),
      listed("adal@gmail.com", "email"),
    ),
  },
  {
    who: "whose order is shown masked later",
    erased: buyer,
    isBuyer: true,
    lived: inTurn(shown(), listed(national), shown({ personal: { recipient: masked } }), observed),
  },
  {
    who: "whose older document comes late",
    erased: buyer,
    isBuyer: true,
    lived: inTurn(
      shown({ personal: { recipient: masked } }),
      Effect.suspend(() => {
        const late = document("late", { personal: { recipient } })
        return OrderDesk.use(({ ingest }) => ingest(shop, pageOf("late", late)))
      }),
      listed(ada),
      observed,
    ),
  },
  {
    who: "who had another account when they were listed",
    erased: buyer,
    isBuyer: true,
    lived: inTurn(shown(), listedBy("customer", "door"), shown({ customerRef: "ada2" }), observed),
  },
  {
    who: "whose order the desk forgot before",
    erased: buyer,
    isBuyer: true,
    lived: inTurn(shown(), observed, forgotten, listed(national)),
  },
  {
    who: "whose order the desk forgot, and of whom no phone may be kept",
    erased: buyer,
    isBuyer: true,
    lived: inTurn(
      Customers.use(({ setPolicy }) => {
        const none = {
          channel: "csv",
          version: 1,
          fields: [],
          otherwise: { keep: "none" },
        } as const
        return setPolicy({ commandId: "p", actor: "eve", policy: none })
      }),
      shown(),
      observed,
      forgotten,
      listed(ada),
    ),
  },
  {
    who: "who is listed with the calling code of their phone",
    erased: buyer,
    isBuyer: true,
    lived: inTurn(shown(), observed, listed(ada)),
  },
]

describe("why somebody is on the blacklist", () => {
  it.effect.each(lives)("is exported with one $who, and goes with them", (one) => {
    const collections = new Set<string>()
    const store = noting(Memory.make(), collections)
    return Effect.gen(function* () {
      const customers = yield* Customers
      const desk = yield* OrderDesk
      yield* one.lived
      assert.include(yield* textOf(store, collections), because)
      const told = (yield* desk.reasons(order)).map(({ text }) => text)
      assert.deepStrictEqual(told, one.isBuyer ? [because] : [])
      assert.include(JSON.stringify(yield* customers.exportOf(one.erased)), because)
      yield* customers.erase({ commandId: "x", actor: "eve", customerId: one.erased })
      assert.notInclude(yield* textOf(store, collections), because)
      assert.deepStrictEqual(yield* desk.reasons(order), [])
    }).pipe(Effect.provide(customersOver(store)))
  })

  it.effect("stays with the others, whoever is erased", () =>
    Effect.gen(function* () {
      const { observe, erase } = yield* Customers
      const { review } = yield* OrderDesk
      yield* observe(told("web-1", 1, phone(ada)))
      yield* observe(told("web-2", 2, phone(bob), phone("151****6789")))
      yield* listed(ada)
      yield* erase({ commandId: "x", actor: "eve", customerId: "web-2" })
      const left = yield* review.reasons({ by: "phone", text: ada })
      assert.deepStrictEqual(
        left.map(({ text }) => text),
        [because],
      )
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("is read by a contact in whatever form, and by an order, as long as it is kept", () =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      const { reasons } = desk.review
      const textsOf = (by: "phone" | "email", text: string, country?: string) =>
        Effect.map(reasons({ by, text, country }), (all) => all.map((one) => one.text))
      assert.deepStrictEqual(yield* textsOf("phone", ada), [])
      yield* shown()
      yield* listed(national)
      yield* desk.review.unblacklist({
        commandId: "u",
        by: "phone",
        text: national,
        actor: "eve",
        reason: "she paid",
      })
      assert.deepStrictEqual(yield* textsOf("phone", ada), [because, "she paid"])
      assert.deepStrictEqual(yield* textsOf("phone", national, "DE"), [because, "she paid"])
      assert.deepStrictEqual(yield* textsOf("phone", bob), [])
      assert.deepStrictEqual(
        (yield* desk.reasons(order)).map(({ command }) => command),
        ["Blacklist", "Unblacklist"],
      )
      const odd = yield* Effect.flip(reasons({ by: "phone", text: ada, country: "Germany" }))
      assert.strictEqual(odd._tag, "InputInvalid")
      yield* forgotten
      assert.deepStrictEqual(yield* textsOf("phone", ada), [])
    }).pipe(Effect.provide(customersOver())),
  )

  it.effect("of an order that was erased is not kept", () =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      yield* shown()
      yield* forgotten
      yield* listedBy("customer")
      assert.deepStrictEqual(yield* desk.reasons(order), [])
      assert.isTrue(Option.isSome(yield* desk.find(order)))
    }).pipe(Effect.provide(customersOver())),
  )
})
