import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Option, Schema } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "entrepot/adapters/stores/memory"
import {
  type CourierShape,
  CourierUnavailable,
  LabelDesk,
  LabelExists,
  LabelNotReady,
  LabelPosting,
  LabelRecords,
  Shipment,
  UnknownCourier,
  UnknownLabel,
} from "entrepot/couriers"
import { Journal, Records, Transactor } from "entrepot/store"
import fc from "fast-check"

import { holdsIn, killsAsync } from "../kernel/law.ts"
import { deskOver, FakeCourier, type Mishap, mishaps, settlesMillis } from "./support/desks.ts"
import { requestOf, shipmentOf } from "./support/given.ts"

const encode = Schema.encodeSync(Shipment.LabelRequest)
const wanted = (reference: string, request = requestOf(reference)) => ({
  courier: "post",
  request: encode(request),
})

/** A desk over a courier of this script, under a clock that stands still. */
const given =
  (...script: ReadonlyArray<Mishap>) =>
  <A, E>(
    body: (
      desk: LabelDesk["Service"],
      courier: FakeCourier,
    ) => Effect.Effect<A, E, Records | Journal | Transactor>,
  ) => {
    const courier = new FakeCourier(script)
    const program = LabelDesk.use((desk) => body(desk, courier))
    return Effect.provide(program, deskOver([courier.shape]), { local: true })
  }

/** Lets the clock run until it is done: steps of a fiber take real time, and timers none. */
const inTime = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const fiber = yield* Effect.forkChild(effect)
  while (fiber.pollUnsafe() === undefined) {
    yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
    yield* TestClock.adjust(1_000)
  }
  return yield* Fiber.join(fiber)
})

describe("the label desk", () => {
  it.effect("buys a label, once for its reference, and keeps what is printed", () =>
    given()(
      Effect.fnUntraced(function* ({ buy, waybill }, courier) {
        const { label, next } = yield* buy(wanted("p1"))
        assert.deepInclude(label, { status: "sold", trackingNumber: "T1", attempts: 1 })
        assert.strictEqual(next._tag, "Done")
        assert.strictEqual((yield* buy(wanted("p1"))).label.trackingNumber, "T1")
        assert.strictEqual(courier.asked, 1)
        const printed = { mediaType: "text/plain", base64: btoa("T1") }
        assert.deepStrictEqual(Option.getOrNull(yield* waybill("p1")), printed)
      }),
    ),
  )

  it.effect("looks up what was sold where the answer was lost, and does not ask again", () =>
    given("lostAfter")(
      Effect.fnUntraced(function* ({ buy, advance, waybill }, courier) {
        const { label, next, error } = yield* buy(wanted("p1"))
        assert.deepInclude(label, { status: "asked", fault: "OutcomeUnknown" })
        assert.strictEqual(next._tag, "Wait")
        assert.strictEqual(error?._tag, "OutcomeUnknown")
        yield* TestClock.adjust(settlesMillis)
        assert.deepInclude((yield* advance("p1")).label, { status: "sold", trackingNumber: "T1" })
        assert.strictEqual(courier.asked, 1)
        assert.isTrue(Option.isSome(yield* waybill("p1")))
      }),
    ),
  )

  it.effect("asks again once the courier shows that it sold none, and not before", () =>
    given("lostBefore")(
      Effect.fnUntraced(function* ({ buy, advance }, courier) {
        yield* buy(wanted("p1"))
        yield* TestClock.adjust(settlesMillis - 1)
        assert.strictEqual((yield* advance("p1")).next._tag, "Wait")
        assert.strictEqual(courier.asked, 1)
        yield* TestClock.adjust(1)
        assert.deepInclude((yield* advance("p1")).label, { status: "sold", attempts: 2 })
      }),
    ),
  )

  it.effect("writes nothing of garbage, and names courier, path and what was expected", () =>
    given(
      "garbageAfter",
      "well",
    )(
      Effect.fnUntraced(function* ({ buy, advance }, courier) {
        const { label, error } = yield* buy(wanted("p1"))
        assert.include(error?.message, "post answers label with garbage: trackingNumber: ")
        assert.include(error?.message, "NUL")
        assert.deepInclude(label, { status: "asked", fault: "AnswerInvalid" })
        yield* TestClock.adjust(settlesMillis)
        assert.strictEqual((yield* advance("p1")).label.trackingNumber, "T1")
        assert.strictEqual(courier.asked, 1)
      }),
    ),
  )

  it.effect("takes the label of another reference for garbage", () =>
    given("another")(
      Effect.fnUntraced(function* ({ buy }) {
        const { error } = yield* buy(wanted("p1"))
        assert.strictEqual(
          error?.message,
          "post answers label with garbage: reference: Expected that of the request",
        )
      }),
    ),
  )

  it.effect("waits as long as the courier wants it to", () =>
    given(
      "limited",
      "unavailable",
    )(
      Effect.fnUntraced(function* ({ buy, advance, open }) {
        const { label, next } = yield* buy(wanted("p1"))
        assert.strictEqual(label.status, "wanted")
        assert.deepStrictEqual(next, { _tag: "Wait", until: 5_000 })
        yield* buy(wanted("p2"))
        const waiting = yield* open()
        assert.deepStrictEqual(
          waiting.values.map(({ reference }) => reference),
          ["p2", "p1"],
        )
        yield* TestClock.adjust(5_000)
        assert.strictEqual((yield* advance("p1")).label.status, "sold")
        assert.strictEqual((yield* advance("p2")).label.status, "sold")
        assert.deepStrictEqual((yield* open()).values, [])
      }),
    ),
  )

  it.effect("keeps the courier's no, without its words", () =>
    given("rejected")(
      Effect.fnUntraced(function* ({ buy }) {
        const { label, next } = yield* buy(wanted("p1"))
        assert.deepInclude(label, { status: "refused", fault: "Rejected E7" })
        assert.strictEqual(next._tag, "Done")
      }),
    ),
  )

  it.effect("does not wait for an answer without end", () =>
    given("hangs")(
      Effect.fnUntraced(function* ({ buy, advance }, courier) {
        const { error } = yield* inTime(buy(wanted("p1")))
        assert.strictEqual(error?._tag, "OutcomeUnknown")
        yield* TestClock.adjust(settlesMillis)
        assert.strictEqual((yield* advance("p1")).label.trackingNumber, "T1")
        assert.strictEqual(courier.sold.length, 1)
      }),
    ),
  )

  it.effect("gives back what nobody needs, at once or as soon as it is known", () =>
    given(
      "well",
      "lostAfter",
      "lostBefore",
    )(
      Effect.fnUntraced(function* (desk, courier) {
        yield* desk.buy(wanted("p1"))
        assert.strictEqual((yield* desk.void("p1")).label.status, "void")
        assert.strictEqual((yield* desk.void("p1")).label.status, "void")
        yield* desk.buy(wanted("p2"))
        assert.deepInclude((yield* desk.void("p2")).label, { status: "asked", unwanted: true })
        yield* desk.buy(wanted("p3"))
        yield* desk.void("p3")
        yield* desk.want(wanted("p4"))
        assert.deepInclude((yield* desk.void("p4")).label, { status: "void", attempts: 0 })
        yield* TestClock.adjust(settlesMillis)
        assert.deepInclude((yield* desk.advance("p2")).label, {
          status: "void",
          trackingNumber: "T2",
        })
        assert.deepInclude((yield* desk.advance("p3")).label, { status: "void", attempts: 1 })
        assert.deepStrictEqual(
          courier.sold.map(({ isVoid }) => isVoid),
          [true, true],
        )
      }),
    ),
  )

  it.effect("refuses what makes no sense, by a typed error", () =>
    given("rejected")(
      Effect.fnUntraced(function* (desk) {
        const reference = "p1"
        yield* desk.buy(wanted(reference))
        const other = wanted(reference, requestOf(reference, shipmentOf({ shipOn: "2026-12-01" })))
        assert.deepStrictEqual(yield* Effect.flip(desk.want(other)), new LabelExists({ reference }))
        assert.deepStrictEqual(
          yield* Effect.flip(desk.void(reference)),
          new LabelNotReady({ reference, wanted: "void", status: "refused" }),
        )
        assert.deepStrictEqual(
          yield* Effect.flip(desk.advance("p9")),
          new UnknownLabel({ reference: "p9" }),
        )
        assert.deepStrictEqual(
          yield* Effect.flip(desk.want({ ...wanted("p2"), courier: "toString" })),
          new UnknownCourier({ courier: "toString" }),
        )
        const { shipment, ...request } = encode(requestOf("p2"))
        const kilograms = { ...shipment, parcel: { ...shipment.parcel, weightGrams: 2 } }
        const refused = yield* Effect.flip(
          desk.want({ courier: "post", request: { ...request, shipment: kilograms } }),
        )
        assert.include(refused.message, "is the weight in kilograms?")
      }),
    ),
  )

  it.effect("keeps what is personal apart, and erases it", () =>
    given()(
      Effect.fnUntraced(function* (desk) {
        yield* desk.buy(wanted("p1"))
        const journal = yield* Journal
        const { entries } = yield* journal.page(LabelRecords.LabelHistory)
        const label = Option.getOrNull(yield* desk.find("p1"))
        assert.notInclude(JSON.stringify([entries, label]), "Ada")
        yield* desk.erase("p1")
        const records = yield* Records
        assert.isTrue(Option.isNone(yield* records.get(LabelRecords.LabelRequests, "p1")))
        assert.isTrue(Option.isNone(yield* desk.waybill("p1")))
        assert.strictEqual((yield* desk.buy(wanted("p1"))).label.trackingNumber, "T1")
      }),
    ),
  )

  it.effect("has the courier erase what it keeps, until it did, and after all else", () =>
    given("lostAfter")(
      Effect.fnUntraced(function* (_, courier) {
        const asked: Array<string> = []
        let isDown = true
        const shape: CourierShape = {
          ...courier.shape,
          erase: (reference) =>
            Effect.suspend(() => {
              asked.push(`${reference}: ${courier.live(reference).length}`)
              const why = { courier: "post", operation: "erase", detail: "503" } as const
              return isDown ? Effect.fail(new CourierUnavailable(why)) : Effect.void
            }),
        }
        const program = LabelDesk.use((desk) =>
          Effect.gen(function* () {
            yield* desk.buy(wanted("p1"))
            yield* desk.erase("p1")
            assert.deepStrictEqual(asked, [])
            yield* TestClock.adjust(settlesMillis)
            const { errors } = yield* desk.advanceAll()
            assert.deepStrictEqual(
              errors.map(({ error }) => error._tag),
              ["CourierUnavailable"],
            )
            isDown = false
            yield* desk.advanceAll()
            assert.deepStrictEqual((yield* desk.open()).values, [])
            yield* desk.advanceAll()
            // It was given back before, and nobody is asked once it is done.
            assert.deepStrictEqual(asked, ["p1: 0", "p1: 0"])
          }),
        )
        yield* Effect.provide(program, deskOver([shape]), { local: true })
      }),
    ),
  )

  it.effect("tells a person where a courier cannot say what it sold", () => {
    const { shape } = new FakeCourier(["lostAfter"])
    const { id, traits, label } = shape
    const courier: CourierShape = { id, traits, label }
    const program = LabelDesk.use(
      Effect.fnUntraced(function* ({ buy, advance }) {
        yield* buy(wanted("p1"))
        yield* TestClock.adjust(settlesMillis)
        const { next } = yield* advance("p1")
        const because = "the courier cannot say what it sold"
        assert.deepStrictEqual(next, { _tag: "Person", because })
      }),
    )
    return Effect.provide(program, deskOver([courier]), { local: true })
  })

  it.effect("wants a label in the transaction of the host, or not at all", () =>
    given()(
      Effect.fnUntraced(function* ({ find }) {
        const transactor = yield* Transactor
        const packed = Effect.andThen(
          LabelPosting.want("post", requestOf("p1")),
          Effect.fail("the lid does not close" as const),
        )
        yield* Effect.flip(transactor.run(packed))
        assert.isTrue(Option.isNone(yield* find("p1")))
      }),
    ),
  )
})

/** Processes over one store buy, look, give back and crash; in the end all is settled. */
const scriptOf = fc.array(fc.constantFrom(...mishaps), { maxLength: 5 })
const actOf = fc.oneof(
  fc.record({ do: fc.constantFrom("buy" as const, "void" as const, "both" as const) }),
  fc.record({ do: fc.constant("crash" as const), after: fc.nat({ max: 40 }) }),
  fc.record({ do: fc.constant("wait" as const), millis: fc.constantFrom(1_000, 20_000, 60_000) }),
)

const noneTwiceAndNoneLost = (shapeOf: (courier: FakeCourier) => CourierShape) =>
  fc.asyncProperty(scriptOf, fc.array(actOf, { maxLength: 8 }), (script, acts) => {
    const courier = new FakeCourier(script)
    const store = Memory.make()
    const inDesk = <A, E>(body: (desk: LabelDesk["Service"]) => Effect.Effect<A, E>) =>
      Effect.ignore(Effect.provide(LabelDesk.use(body), deskOver([shapeOf(courier)], store)))
    const buy = inDesk((desk) => desk.buy(wanted("p1")))
    const program = Effect.gen(function* () {
      yield* inDesk((desk) => desk.want(wanted("p1")))
      for (const act of acts) {
        if (act.do === "wait") yield* TestClock.adjust(act.millis)
        if (act.do === "crash") {
          const process = yield* Effect.forkChild(buy)
          for (let turn = 0; turn < act.after; turn++) yield* Effect.yieldNow
          yield* Fiber.interrupt(process)
        } else
          yield* inTime(
            act.do === "void"
              ? inDesk((desk) => desk.void("p1"))
              : act.do === "both"
                ? Effect.all([buy, buy], { concurrency: 2 })
                : buy,
          )
        const live = courier.live("p1")
        if (live.length > 1) assert.fail(`bought ${live}`)
      }
      courier.script.length = 0
      for (let turn = 0; turn < 4; turn++) {
        yield* TestClock.adjust(900_000)
        yield* inTime(inDesk((desk) => desk.advance("p1")))
      }
      const records = yield* Effect.provide(Records, deskOver([], store))
      const label = Option.getOrThrow(yield* records.get(LabelRecords.Labels, "p1"))
      assert.isTrue(["sold", "void", "refused"].includes(label.status), label.status)
      const used = label.status === "sold" ? [`${label.trackingNumber}`] : []
      assert.deepStrictEqual(courier.live("p1"), used)
    })
    return Effect.runPromise(Effect.provide(program, TestClock.layer(), { local: true }))
  })

describe("the laws of the label desk", () => {
  it("one label is bought at most, and none is lost, whatever fails and crashes", async () => {
    await holdsIn(30)(noneTwiceAndNoneLost((courier) => courier.shape))
    // A courier that says too soon that there is none, and one that takes back nothing.
    await killsAsync(
      noneTwiceAndNoneLost(({ shape }) => ({
        ...shape,
        traits: { ...shape.traits, settlesMillis: 1 },
      })),
    )
    await killsAsync(noneTwiceAndNoneLost(({ shape }) => ({ ...shape, void: () => Effect.void })))
  })
})
