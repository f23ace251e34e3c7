import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import type { ChannelOrder } from "entrepot/channels"
import { AuditRules, Order, OrderDesk, type Review } from "entrepot/orders"
import { Confusion } from "entrepot/rules"
import { StockLedger } from "entrepot/stock"

import { deskOver, document, history, pageOf, sourceThatShows } from "./support/desk.ts"

const shop = sourceThatShows("whole")
const account = { channel: "csv", account: "shop" }
const named = (externalId: string) => ({ ...account, externalId })

const ada = {
  recipient: {
    name: "Ada",
    phone: "+49 171 5550",
    lines: ["Elm Street 5"],
    city: "Bonn",
    country: "DE",
  },
}

/** An order that no rule minds, with changes. */
const order = (externalId: string, change: Partial<ChannelOrder.ChannelOrder> = {}) =>
  document(`r${externalId}`, {
    externalId,
    customerRef: `buyer ${externalId}`,
    personal: ada,
    ...change,
  })

/** Ada, but at another door and another phone for each order. */
const somebody = (i: string, more: Partial<(typeof ada)["recipient"]> = {}) => ({
  recipient: { ...ada.recipient, phone: `+49 ${i}`, lines: [`Elm Street ${i}`], ...more },
})

const begin = Effect.gen(function* () {
  const desk = yield* OrderDesk
  yield* desk.listings.nameAlike({ commandId: "same", ...account, same: true })
  yield* desk.review.publish({ commandId: "rules", ruleSet: rulesOf(AuditRules.defaults) })
  return desk
})

const rulesOf = (limits: AuditRules.Limits) => AuditRules.make(limits)

const reviewOf = (externalId: string): Effect.Effect<Review.Review, unknown, OrderDesk> =>
  Effect.gen(function* () {
    const desk = yield* OrderDesk
    const found = Option.getOrThrow(yield* desk.find(named(externalId)))
    return Option.getOrThrow(Option.fromUndefinedOr(found.review))
  })

const held = (externalId: string) =>
  Effect.map(reviewOf(externalId), ({ state, findings }) => [
    state,
    ...findings.map(({ rule, queue }) => `${rule} in ${queue}`),
  ])

describe("an order that the rules look at", () => {
  it.effect("goes where no rule minds", () =>
    Effect.gen(function* () {
      const desk = yield* begin
      yield* desk.ingest(shop, pageOf("p1", order("1")))
      assert.deepStrictEqual(yield* desk.review.reviewWaiting(), { reviewed: 1, failed: [] })
      assert.deepStrictEqual(yield* held("1"), ["released"])
      assert.deepStrictEqual(yield* desk.review.reviewWaiting(), { reviewed: 0, failed: [] })
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("is held for an odd address, a remark, or the blacklist, each by its rule", () =>
    Effect.gen(function* () {
      const desk = yield* begin
      const odd = somebody("1", { lines: ["home"] })
      const remark = { ...somebody("2"), remark: "URGENT please" }
      yield* desk.ingest(
        shop,
        pageOf(
          "p1",
          order("1", { personal: odd }),
          order("2", { personal: remark }),
          order("3", { personal: somebody("3") }),
          order("4", { personal: somebody("4") }),
        ),
      )
      yield* desk.review.blacklist({
        commandId: "b1",
        by: "phone",
        text: "0049 3",
        because: "never paid",
      })
      yield* desk.review.reviewWaiting()
      assert.deepStrictEqual(yield* held("1"), ["held", "odd-address in address"])
      assert.deepStrictEqual(yield* held("2"), ["held", "special-remark in remarks"])
      assert.deepStrictEqual(yield* held("3"), ["held", "blacklisted-customer in risk"])
      assert.deepStrictEqual(yield* held("4"), ["released"])
      const [finding] = (yield* reviewOf("1")).findings
      assert.notInclude(JSON.stringify(finding), "home")
      assert.include(finding?.evidence.join("\n") ?? "", "addressLength < 6: true, it is 4")
      const { values } = yield* desk.review.queue("risk")
      assert.deepStrictEqual(
        values.map(({ externalId }) => externalId),
        ["3"],
      )
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("is let go by a person, whose reason is kept with it", () =>
    Effect.gen(function* () {
      const desk = yield* begin
      yield* desk.ingest(shop, pageOf("p1", order("1", { collect: "250.00" })))
      yield* desk.review.reviewWaiting()
      assert.deepStrictEqual(yield* held("1"), ["held", "cash-on-delivery-risk in risk"])
      yield* desk.assign({ commandId: "a1", order: named("1"), actor: "eve", assignee: "bob" })
      assert.strictEqual((yield* reviewOf("1")).assignee, "bob")
      const released = yield* desk.release({
        commandId: "r1",
        order: named("1"),
        actor: "bob",
        reason: "called them",
      })
      assert.strictEqual(released.answer.stage, "released")
      const again = yield* Effect.flip(
        desk.release({ commandId: "r2", order: named("1"), actor: "bob" }),
      )
      assert.strictEqual(again._tag, "ReviewStands")
      assert.deepStrictEqual(
        (yield* history).map(({ _tag }) => _tag),
        ["Placed", "Reviewed", "Assigned", "Released"],
      )
      const [why] = yield* desk.reasons(named("1"))
      assert.deepInclude(why, { command: "Release", actor: "bob", text: "called them" })
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("waits for its listing, and goes on when it is mapped", () =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      yield* desk.listings.map({
        commandId: "m1",
        ...account,
        sku: "CUP",
        of: [{ sku: "CUP", quantity: 1 }],
      })
      yield* desk.ingest(shop, pageOf("p1", order("1")))
      yield* desk.review.reviewWaiting()
      assert.deepStrictEqual(yield* held("1"), ["held", "unmapped-listing in listings"])
      yield* desk.listings.map({
        commandId: "m2",
        ...account,
        sku: "MUG",
        of: [
          { sku: "MUG-BODY", quantity: 1 },
          { sku: "BOX", quantity: 2 },
        ],
      })
      assert.deepStrictEqual(yield* desk.review.reviewUnmapped({ ...account, sku: "MUG" }), {
        reviewed: 1,
        failed: [],
      })
      const found = Option.getOrThrow(yield* desk.find(named("1")))
      assert.strictEqual(Order.stage(found), "released")
      assert.deepStrictEqual(found.lines[0]?.items, [
        { sku: "MUG-BODY", quantity: 1 },
        { sku: "BOX", quantity: 2 },
      ])
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("takes what a kit of the ledger consists of by then, and no less", () =>
    Effect.gen(function* () {
      const desk = yield* begin
      const { kits } = yield* StockLedger
      const kit = { sku: "TEA-SET", stocked: false }
      const cups = [{ sku: "CUP", quantity: 6 }]
      const tray = [{ sku: "TRAY", quantity: 1 }]
      yield* kits.define({ commandId: "k1", ...kit, components: cups })
      yield* kits.define({ commandId: "k2", sku: "BOXED", stocked: true, components: tray })
      const of = [
        { sku: "TEA-SET", quantity: 2 },
        { sku: "BOXED", quantity: 1 },
        { sku: "CUP", quantity: 1 },
      ]
      yield* desk.listings.map({ commandId: "m1", ...account, sku: "MUG", of })
      const most = [{ sku: "TEA-SET", quantity: Number.MAX_SAFE_INTEGER }]
      yield* desk.listings.map({ commandId: "m2", ...account, sku: "CUP", of: most })
      const lineOf = (sku: string) =>
        [{ lineId: "1", sku, quantity: 1, unitPrice: "9.50" }] as const
      const ordered = (externalId: string, sku: string) =>
        order(externalId, { personal: somebody(externalId), lines: lineOf(sku) })
      yield* desk.ingest(
        shop,
        pageOf("p1", ordered("1", "MUG"), ordered("2", "TEA-SET"), ordered("3", "CUP")),
      )
      yield* desk.review.reviewWaiting()
      yield* kits.define({ commandId: "k3", ...kit, components: tray })
      const itemsOf = Effect.fnUntraced(function* (externalId: string) {
        const found = Option.getOrThrow(yield* desk.find(named(externalId)))
        return (found.lines[0]?.items ?? [])
          .map(({ sku, quantity }) => `${quantity} ${sku}`)
          .toSorted()
      })
      assert.deepStrictEqual(yield* itemsOf("1"), ["1 BOXED", "13 CUP"])
      // An account that calls things as we do names a kit by our SKU.
      assert.deepStrictEqual(yield* itemsOf("2"), ["6 CUP"])
      assert.deepStrictEqual(yield* held("3"), ["held", "unmapped-listing in listings"])
    }).pipe(Effect.provide(StockLedger.layerOver.pipe(Layer.provideMerge(deskOver())))),
  )

  it.effect("is asked what its goods cost only where a rule wants to know", () => {
    const read = new Set<string>()
    const memory = Memory.make()
    const store: typeof memory = {
      ...memory,
      read: (namespace, keys) => {
        for (const { collection } of keys) read.add(collection)
        return memory.read(namespace, keys)
      },
    }
    return Effect.gen(function* () {
      const desk = yield* begin
      const { rules, ...ruleSet } = rulesOf(AuditRules.defaults)
      const without = rules.filter(({ id }) => id !== "margin-below-floor")
      yield* desk.review.publish({
        commandId: "2",
        ruleSet: { ...ruleSet, version: 2, rules: without },
      })
      yield* desk.ingest(shop, pageOf("p1", order("1")))
      yield* desk.review.reviewWaiting()
      assert.isTrue(read.has("order-buyer"))
      assert.isFalse(read.has("costHead"))
      yield* desk.review.rehearse({ ruleSet: { ...ruleSet, version: 3, rules } })
      assert.isTrue(read.has("costHead"))
      read.clear()
      yield* desk.review.publish({ commandId: "3", ruleSet: { ...ruleSet, version: 3, rules } })
      const other = { ...order("2"), externalId: "2" }
      const dear = [{ lineId: "1", sku: "POT", quantity: 1, unitPrice: "9.50" }] as const
      yield* desk.ingest(shop, pageOf("p2", { ...other, value: { ...other.value, lines: dear } }))
      yield* desk.review.reviewWaiting()
      assert.isTrue(read.has("costHead"))
    }).pipe(Effect.provide(deskOver(store)))
  })

  it.effect("is held where a rule needs a fact that is missing", () =>
    Effect.gen(function* () {
      const desk = yield* begin
      const yen = { currency: "JPY", lines: document("x").value.lines.map(asYen) } as const
      yield* desk.ingest(shop, pageOf("p1", order("1", { ...yen, lines: [yen.lines[0]!] })))
      yield* desk.review.reviewWaiting()
      const [state, ...rules] = yield* held("1")
      assert.strictEqual(state, "held")
      assert.include(rules, "value-above-limit in missing facts")
      yield* desk.review.useRates({
        commandId: "rates",
        rates: { day: "2026-11-20", base: "EUR", rates: [{ currency: "JPY", perBase: "180" }] },
      })
      yield* desk.review.review({ commandId: "again", order: named("1") })
      assert.deepStrictEqual(yield* held("1"), ["released"])
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("is held where less of its price is left than is to be", () =>
    Effect.gen(function* () {
      const desk = yield* begin
      const ledger = yield* StockLedger
      for (const sku of ["MUG", "CUP"]) {
        const policy = { sku, method: "MovingAverage", currency: "EUR", per: "item" } as const
        yield* ledger.cost.track({ commandId: `track ${sku}`, ...policy })
        const cost = { currency: "EUR", amount: sku === "MUG" ? "92.00" : "40.00" }
        const lines = [{ sku, quantity: 10, cost }]
        yield* ledger.receive({ commandId: `buy ${sku}`, lines })
      }
      const cheap = [{ lineId: "1", sku: "MUG", quantity: 2, unitPrice: "9.50" }] as const
      yield* desk.ingest(
        shop,
        pageOf(
          "p1",
          order("1", { personal: somebody("1"), lines: cheap }),
          order("2", { personal: somebody("2") }),
        ),
      )
      yield* desk.review.reviewWaiting()
      // 19.00 for mugs that cost 18.40; and 23.20 for mugs and a cup that cost 22.40.
      assert.deepStrictEqual(yield* held("1"), ["held", "margin-below-floor in margin"])
      assert.deepStrictEqual(yield* held("2"), ["held", "margin-below-floor in margin"])
      const dear = [{ lineId: "1", sku: "MUG", quantity: 2, unitPrice: "19.50" }] as const
      yield* desk.ingest(shop, pageOf("p2", order("3", { personal: somebody("3"), lines: dear })))
      yield* desk.review.reviewWaiting()
      assert.deepStrictEqual(yield* held("3"), ["released"])
    }).pipe(Effect.provide(StockLedger.layerOver.pipe(Layer.provideMerge(deskOver())))),
  )

  it.effect("is looked at again when its address changes after it was let go", () =>
    Effect.gen(function* () {
      const desk = yield* begin
      yield* desk.ingest(shop, pageOf("p1", order("1")))
      yield* desk.review.reviewWaiting()
      const moved = {
        ...order("1", { personal: somebody("9") }),
        revision: "r2",
        observedAt: 9_000,
      }
      yield* desk.ingest(shop, pageOf("p2", moved))
      const review = yield* reviewOf("1")
      assert.deepStrictEqual([review.state, review.changed], ["waiting", ["destination"]])
      yield* desk.review.reviewWaiting()
      assert.deepStrictEqual(yield* held("1"), ["released"])
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("explains itself: by which facts, and what would let it go", () =>
    Effect.gen(function* () {
      const desk = yield* begin
      yield* desk.ingest(shop, pageOf("p1", order("1", { collect: "250.00" })))
      yield* desk.review.reviewWaiting()
      const { whatIf, traces, evidence } = yield* desk.review.explain(named("1"))
      assert.deepStrictEqual(whatIf._tag === "Released" && whatIf.changes, [
        { fact: "isCashOnDelivery", value: false },
      ])
      assert.strictEqual(traces.rules.length, 9)
      const { ruleSetHash, factsHash } = yield* reviewOf("1")
      assert.strictEqual(evidence.ruleSetHash, ruleSetHash)
      assert.strictEqual(evidence.factsHash, factsHash)
    }).pipe(Effect.provide(deskOver())),
  )
})

const asYen = (line: ChannelOrder.ChannelOrderLine) => ({ ...line, unitPrice: "950" })

describe("the screen of all channels", () => {
  it.effect("shows orders by what they wait for, page by page, whatever else is asked", () =>
    Effect.gen(function* () {
      const desk = yield* begin
      const ids = ["1", "2", "3", "4", "5", "6"]
      const items = ids.map((id, i) =>
        order(id, {
          shipBy: 9_000 - i,
          personal: somebody(id),
          payment: i % 2 === 0 ? "paid" : "pending",
          ...(i === 5 ? { collect: "900.00" } : {}),
          ...(i === 2 ? { cancellation: "asked" as const } : {}),
        }),
      )
      yield* desk.ingest(shop, pageOf("p1", ...items))
      yield* desk.review.reviewWaiting()
      const shown = Effect.fnUntraced(function* (
        filter: NonNullable<Parameters<typeof desk.page>[0]>,
      ) {
        const found: Array<string> = []
        let cursor: string | undefined
        do {
          const page = yield* desk.page({ ...filter, limit: 2, cursor })
          assert.isAtMost(page.values.length, 2)
          found.push(...page.values.map(({ externalId }) => externalId))
          cursor = page.cursor
        } while (cursor !== undefined)
        return found
      })
      assert.deepStrictEqual(yield* shown({ stage: "released" }), ["5", "4", "3", "2", "1"])
      assert.deepStrictEqual(yield* shown({ stage: "released", payment: "paid" }), ["5", "3", "1"])
      assert.deepStrictEqual(yield* shown({ queue: "risk", of: account }), ["6"])
      assert.deepStrictEqual(yield* shown({ asksToCancel: true }), ["3"])
      assert.deepStrictEqual(yield* shown({ stage: "released", shipBefore: 8_997 }), ["5"])
      assert.deepStrictEqual(yield* shown({ of: { channel: "csv", account: "other" } }), [])
      assert.strictEqual((yield* shown({ of: account })).length, 6)
    }).pipe(Effect.provide(deskOver())),
  )
})

describe("two orders of one buyer", () => {
  it.effect("cannot both pass, though two processes look at them at the same moment", () => {
    const store = Memory.make()
    return Effect.gen(function* () {
      const desk = yield* begin
      yield* desk.ingest(
        shop,
        pageOf("p1", order("1", { customerRef: "ada" }), order("2", { customerRef: "ada" })),
      )
      const lookAt = (externalId: string) =>
        OrderDesk.use(({ review }) =>
          review.review({ commandId: `look at ${externalId}`, order: named(externalId) }),
        ).pipe(Effect.provide(deskOver(store)))
      yield* Effect.all([lookAt("1"), lookAt("2")], { concurrency: "unbounded" })
      const states = [(yield* held("1"))[0], (yield* held("2"))[0]]
      assert.deepStrictEqual(states.toSorted(), ["held", "released"])
    }).pipe(Effect.provide(deskOver(store)))
  })
})

describe("rules for orders", () => {
  it.effect("are refused with all that is wrong, and the old ones stay in force", () =>
    Effect.gen(function* () {
      const desk = yield* begin
      const refused = yield* Effect.flip(
        desk.review.publish({
          commandId: "bad",
          ruleSet: {
            id: "bad",
            version: 2,
            policy: "collect",
            rules: [
              {
                id: "r1",
                when: { _tag: "Compare", fact: "moonPhase", is: "=", value: "full" },
                outcome: [],
                onUnknown: "skip",
              },
            ],
          },
        }),
      )
      assert.strictEqual(refused._tag, "RuleSetRefused")
      assert.include(refused.message, "moonPhase")
      const old = yield* Effect.flip(
        desk.review.publish({ commandId: "old", ruleSet: rulesOf(AuditRules.defaults) }),
      )
      assert.strictEqual(old._tag, "RulesOutdated")
      const inForce = Option.getOrThrow(yield* desk.review.rules())
      assert.strictEqual(inForce.version, 1)
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("may ask for somebody's role, and be overridden with a reason only", () =>
    Effect.gen(function* () {
      const desk = yield* begin
      const approval = {
        id: "approval",
        version: 2,
        policy: "collect",
        rules: [
          {
            id: "large",
            when: { _tag: "Compare", fact: "units", is: ">", value: 1 },
            outcome: [
              { _tag: "RequireApproval", queue: "risk", role: "manager", because: "large" },
              { _tag: "Tag", tag: "large" },
              { _tag: "SetPriority", priority: 5 },
            ],
            onUnknown: "hold",
          },
        ],
      }
      yield* desk.review.publish({ commandId: "v2", ruleSet: approval })
      yield* desk.ingest(shop, pageOf("p1", order("1")))
      yield* desk.review.reviewWaiting()
      const { tags, priority } = yield* reviewOf("1")
      assert.deepStrictEqual([tags, priority], [["large"], 5])
      const by = { order: named("1"), actor: "bob" }
      const refused = yield* Effect.flip(desk.release({ commandId: "1", ...by, roles: ["clerk"] }))
      assert.strictEqual(refused._tag, "ApprovalMissing")
      const unsaid = yield* Effect.flip(desk.override({ commandId: "2", ...by, reason: "" }))
      assert.strictEqual(unsaid._tag, "InputInvalid")
      yield* desk.release({ commandId: "3", ...by, roles: ["manager"] })
      assert.deepStrictEqual((yield* held("1"))[0], "released")
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("are rehearsed on the orders that there are, beside those in force", () =>
    Effect.gen(function* () {
      const desk = yield* begin
      const costly = { unitPrice: "400.00", quantity: 1, lineId: "1", sku: "MUG" }
      yield* desk.ingest(
        shop,
        pageOf(
          "p1",
          order("1", { personal: somebody("1") }),
          order("2", { personal: somebody("2"), lines: [costly] }),
          order("3", { personal: somebody("3"), lines: [{ ...costly, unitPrice: "900.00" }] }),
        ),
      )
      yield* desk.review.reviewWaiting()
      assert.deepStrictEqual(
        (yield* desk.review.queues()).map(({ queue, orders }) => [queue, orders]),
        [["risk", 1]],
      )
      const stricter = {
        ...AuditRules.make({ ...AuditRules.defaults, value: "300.00" }),
        version: 2,
      }
      const { subjects, changed, sample, after } = yield* desk.review.rehearse({
        ruleSet: stricter,
        isBad: ({ externalId }) => externalId === "3",
      })
      // The second is held now, and the third for another limit.
      assert.deepStrictEqual([subjects, changed, sample.length], [3, 2, 2])
      assert.deepStrictEqual(
        [Confusion.precision(after.confusion), Confusion.recall(after.confusion)],
        [0.5, 1],
      )
    }).pipe(Effect.provide(deskOver())),
  )
})
