import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { Quantity } from "entrepot/kernel"
import {
  LineRepeated,
  LinesExceeded,
  Order,
  OrderDesk,
  type OrderName,
  UnknownLine,
  UnknownOrder,
} from "entrepot/orders"
import { InputInvalid, Namespace, Store } from "entrepot/store"

import { deskOver, document, history, pageOf, sourceThatShows } from "./support/desk.ts"

const csv = sourceThatShows("part")
const account = { channel: "csv", account: "shop" }
const seven: OrderName = { ...account, externalId: "7" }

const placed = Effect.gen(function* () {
  const desk = yield* OrderDesk
  yield* desk.ingest(csv, pageOf("p1", document("r1")))
  return desk
})
const found = (name: OrderName = seven) =>
  Effect.flatMap(OrderDesk, (desk) => Effect.map(desk.find(name), Option.getOrThrow))

describe("taking in a page", () => {
  it.effect("keeps orders, their documents and the checkpoint, and tells the journal", () =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      assert.isTrue(Option.isNone(yield* desk.checkpoint(account)))
      const page = pageOf("p1", document("r1"), document("r2", { externalId: "8" }))
      const { answer, repeated } = yield* desk.ingest(csv, page)
      assert.deepStrictEqual(answer, { placed: 2, revised: 0, known: 0, parked: 0 })
      assert.isFalse(repeated)
      assert.deepStrictEqual(yield* desk.checkpoint(account), Option.some("p1"))
      const { lines, ...head } = yield* found()
      assert.lengthOf(lines, 2)
      assert.deepStrictEqual(head, {
        ...account,
        externalId: "7",
        kind: "order",
        placedAt: 1_000,
        customerRef: "ada",
        currency: "EUR",
        shownBy: { revision: "r1", observedAt: 2_000 },
      })
      assert.deepStrictEqual(
        (yield* history).map(({ _tag, externalId }) => `${_tag} ${externalId}`),
        ["Placed 7", "Placed 8"],
      )
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("keeps all that the channel sent, but not in the journal", () =>
    Effect.gen(function* () {
      const desk = yield* placed
      const kept = yield* desk.findDocument({
        ...account,
        externalId: "7",
        kind: "order",
        revision: "r1",
      })
      assert.deepStrictEqual(Option.getOrThrow(kept).raw, { gift: "for Ada's birthday" })
      const store = yield* Store
      const { entries } = yield* store.journal("default", { limit: 10 })
      assert.lengthOf(entries, 1)
      assert.notInclude(JSON.stringify(entries), "birthday")
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("answers a page that comes again as the first time, and changes nothing", () =>
    Effect.gen(function* () {
      const desk = yield* placed
      const again = yield* desk.ingest(csv, pageOf("p1", document("r1")))
      assert.isTrue(again.repeated)
      assert.strictEqual(again.answer.placed, 1)
      // The same document on another page, and looked at later.
      const later = { ...document("r1"), observedAt: 9_000 }
      const other = yield* desk.ingest(csv, pageOf("p2", later, later))
      assert.deepStrictEqual(other.answer, { placed: 0, revised: 0, known: 2, parked: 0 })
      assert.lengthOf(yield* history, 1)
      assert.deepStrictEqual(yield* desk.checkpoint(account), Option.some("p2"))
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("keeps orders of other kinds, accounts, channels and tenants apart", () =>
    Effect.gen(function* () {
      const desk = yield* placed
      const taken = document("r2", { kind: "cancellation" })
      yield* desk.ingest({ ...csv, account: "other" }, pageOf("p1", document("r1")))
      yield* desk.ingest({ ...csv, id: "etsy" }, pageOf("p1", document("r1")))
      yield* desk.ingest(csv, pageOf("p2", taken))
      assert.strictEqual((yield* found()).shownBy.revision, "r1")
      assert.strictEqual((yield* found({ ...seven, kind: "cancellation" })).shownBy.revision, "r2")
      assert.lengthOf((yield* desk.page()).values, 4)
      assert.lengthOf((yield* desk.page({ of: account })).values, 2)
      const elsewhere = Effect.provideService(Namespace, "another-shop")
      assert.isTrue(Option.isNone(yield* elsewhere(desk.find(seven))))
      assert.isTrue(Option.isNone(yield* elsewhere(desk.checkpoint(account))))
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("parks a document that makes no sense, and the page goes on", () =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      const line = { lineId: "1", sku: "MUG", quantity: 1, unitPrice: "1" }
      const odd = document("r1", { lines: [line, { ...line, sku: "CUP" }] })
      const fine = document("r2", { externalId: "8" })
      const { answer } = yield* desk.ingest(csv, pageOf("p1", odd, fine))
      assert.deepStrictEqual(answer, { placed: 1, revised: 0, known: 0, parked: 1 })
      assert.isTrue(Option.isNone(yield* desk.find(seven)))
      const { values } = yield* desk.parked(account)
      const { message } = new LineRepeated({ externalId: "7", lineIds: ["1"] })
      assert.deepStrictEqual(
        values.map(({ externalId, revision, parked }) => [externalId, revision, parked]),
        [["7", "r1", message]],
      )
      // It comes again, and later in a revision that makes sense.
      const next = yield* desk.ingest(csv, pageOf("p2", odd, document("r3")))
      assert.deepStrictEqual(next.answer, { placed: 1, revised: 0, known: 1, parked: 0 })
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("refuses what is no page, and says where", () =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      const wrong = [
        document("r1", { lines: [{ lineId: "1", sku: "MUG", quantity: -1, unitPrice: "1" }] }),
        document("r1", { lines: [{ lineId: "1", sku: "MUG", quantity: 2 ** 53, unitPrice: "1" }] }),
        document("r1", { lines: [{ lineId: "1", sku: "MUG", quantity: 1, unitPrice: "1,50" }] }),
        document("r1", { lines: [] as never }),
        document("r1", { placedAt: Number.NaN }),
        document("r1", { kind: "refund" as never }),
        document(""),
        document("r".repeat(91)),
        { ...document("r1"), externalId: "8" },
      ]
      for (const item of wrong) {
        const error = yield* Effect.flip(desk.ingest(csv, pageOf("p1", item)))
        assert.instanceOf(error, InputInvalid)
        assert.include(error.message, `["items"][0]`)
      }
      for (const source of [
        { ...csv, id: "" },
        { ...csv, account: "x".repeat(101) },
      ]) {
        const error = yield* Effect.flip(desk.ingest(source, pageOf("p1", document("r1"))))
        assert.instanceOf(error, InputInvalid)
      }
      assert.lengthOf(yield* history, 0)
      assert.isTrue(Option.isNone(yield* desk.checkpoint(account)))
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("takes any text for an id", () =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      for (const id of ["toString", "__proto__", "📦", "a/b", "x".repeat(200)]) {
        const lines = [{ lineId: id, sku: id, quantity: 1, unitPrice: "1" }] as const
        const short = id.slice(0, 90)
        const source = { ...csv, id: short, account: short }
        yield* desk.ingest(source, pageOf("p1", document(short, { externalId: id, lines })))
        const name = { channel: short, account: short, externalId: id }
        assert.strictEqual((yield* found(name)).lines[0]?.lineId, id)
      }
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("adds the lines of a further part, each with its instant", () =>
    Effect.gen(function* () {
      const desk = yield* placed
      const line = { lineId: "9", sku: "POT", quantity: 1, unitPrice: "30" }
      const part = { ...document("r2", { lines: [line], placedAt: 5_000 }), observedAt: 3_000 }
      const { answer } = yield* desk.ingest(csv, pageOf("p2", part))
      assert.deepStrictEqual(answer, { placed: 0, revised: 1, known: 0, parked: 0 })
      const { placedAt, lines } = yield* found()
      assert.strictEqual(placedAt, 1_000)
      assert.deepStrictEqual(
        lines.map((line) => [line.lineId, line.placedAt, Order.open(line)]),
        [
          ["1", undefined, 2],
          ["2", undefined, 1],
          ["9", 5_000, 1],
        ],
      )
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("takes off an order what its newest document leaves out, where it shows all", () =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      const shop = sourceThatShows("whole")
      yield* desk.ingest(shop, pageOf("p1", document("r1")))
      const lines = [{ lineId: "1", sku: "MUG", quantity: 1, unitPrice: "9.50" }] as const
      yield* desk.ingest(shop, pageOf("p2", { ...document("r2", { lines }), observedAt: 3_000 }))
      const order = yield* found()
      assert.deepStrictEqual(order.lines.map(Order.open), [1, 0])
      assert.deepStrictEqual(order.lines.map(Order.lineState), ["open", "cancelled"])
      assert.strictEqual(Order.state(order), "open")
    }).pipe(Effect.provide(deskOver())),
  )
})

describe("taking units off an order", () => {
  const units = (lineId: string, quantity: number) => ({ lineId, quantity })

  it.effect("cancels and returns until no unit is left", () =>
    Effect.gen(function* () {
      const desk = yield* placed
      const order = seven
      const cancel = { commandId: "c1", order, lines: [units("1", 1), units("2", 1)] as const }
      assert.strictEqual((yield* desk.cancelLines(cancel)).answer.state, "open")
      assert.isTrue((yield* desk.cancelLines(cancel)).repeated)
      const giveBack = { commandId: "c2", order, lines: [units("1", 1)] as const }
      assert.strictEqual((yield* desk.returnLines(giveBack)).answer.state, "returned")
      const { lines } = yield* found()
      assert.deepStrictEqual(lines.map(Order.lineState), ["returned", "cancelled"])
      assert.deepStrictEqual(
        (yield* history).map(({ _tag }) => _tag),
        ["Placed", "LinesCancelled", "LinesReturned"],
      )
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("is refused beyond what is left, and every line at fault is named", () =>
    Effect.gen(function* () {
      const desk = yield* placed
      const lines = [units("1", 2), units("1", 1), units("2", 2)] as const
      const error = yield* Effect.flip(desk.cancelLines({ commandId: "c1", order: seven, lines }))
      assert.deepStrictEqual(
        error,
        new LinesExceeded({
          externalId: "7",
          lines: [
            { lineId: "1", wanted: 3, left: 2 },
            { lineId: "2", wanted: 2, left: 1 },
          ],
        }),
      )
      assert.strictEqual(
        error.message,
        'order "7": line 1: 3 wanted, 2 left; line 2: 2 wanted, 1 left',
      )
      const most = Number.MAX_SAFE_INTEGER
      const many = [units("1", most), units("1", most)] as const
      const overflow = yield* Effect.flip(
        desk.returnLines({ commandId: "c1", order: seven, lines: many }),
      )
      assert.instanceOf(overflow, Quantity.QuantityOverflow)
      assert.lengthOf(yield* history, 1)
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("is refused where nobody knows the order or the line", () =>
    Effect.gen(function* () {
      const desk = yield* placed
      const order = { ...account, externalId: "toString" }
      const lines = [units("1", 1)] as const
      const unknown = yield* Effect.flip(desk.cancelLines({ commandId: "c1", order, lines }))
      assert.deepStrictEqual(unknown, new UnknownOrder(order))
      const toString = [units("toString", 1)] as const
      const nowhere = { commandId: "c1", order: seven, lines: toString }
      assert.deepStrictEqual(
        yield* Effect.flip(desk.returnLines(nowhere)),
        new UnknownLine({ externalId: "7", lineIds: ["toString"] }),
      )
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("is refused where the input makes no sense", () =>
    Effect.gen(function* () {
      const desk = yield* placed
      const order = seven
      const wrong = [
        { commandId: "", order, lines: [units("1", 1)] },
        { commandId: "c1", order, lines: [] },
        { commandId: "c1", order, lines: [units("1", 0)] },
        { commandId: "c1", order, lines: [units("1", 1.5)] },
        { commandId: "c1", order: { externalId: "7" }, lines: [units("1", 1)] },
        { commandId: "c1", order, line: [], lines: [units("1", 1)] },
      ]
      for (const input of wrong) {
        const error = yield* Effect.flip(desk.cancelLines(input as never))
        assert.instanceOf(error, InputInvalid)
      }
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("finds by a whole order, or a whole document, what is named by a part of it", () =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      yield* desk.ingest(csv, pageOf("p1", document("a")))
      const [order] = (yield* desk.page()).values
      if (order === undefined) return yield* Effect.die("no order")
      assert.deepStrictEqual(Option.getOrThrow(yield* desk.find(order)), order)
      const ref = { ...account, kind: "order", externalId: "7", revision: "a" } as const
      const seen = Option.getOrThrow(yield* desk.findDocument(ref))
      assert.deepStrictEqual(Option.getOrThrow(yield* desk.findDocument(seen)), seen)
      assert.deepStrictEqual((yield* desk.review.explain(order)).traces.rules, [])
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("refuses questions about what nothing can be called", () =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      const nobody = { channel: "", account: "de" }
      const questions: ReadonlyArray<Effect.Effect<unknown, unknown>> = [
        desk.checkpoint(nobody),
        desk.page({ of: nobody }),
        desk.parked(nobody),
        desk.find({ ...account, externalId: 7 } as never),
        desk.findDocument({ ...account, kind: "order", externalId: "7" } as never),
      ]
      for (const question of questions)
        assert.instanceOf(yield* Effect.flip(question), InputInvalid)
    }).pipe(Effect.provide(deskOver())),
  )
})

describe("pages of orders", () => {
  it.effect("show the latest first", () =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      const items = [3, 1, 2].map((n) =>
        document(`r${n}`, { externalId: `${n}`, placedAt: n * 1_000 }),
      )
      yield* desk.ingest(csv, pageOf("p1", ...items))
      const first = yield* desk.page({ of: account, limit: 2 })
      const { cursor } = first
      const second = yield* desk.page({ of: account, limit: 2, cursor })
      const ids = [...first.values, ...second.values].map(({ externalId }) => externalId)
      assert.deepStrictEqual(ids, ["3", "2", "1"])
      assert.deepStrictEqual(
        (yield* desk.page()).values.map(({ externalId }) => externalId),
        ids,
      )
    }).pipe(Effect.provide(deskOver())),
  )
})
