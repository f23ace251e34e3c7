import { assert, describe, it } from "@effect/vitest"
import { Effect, Result, Schema } from "effect"
import {
  channelCourier,
  checked,
  CourierAnswer,
  type CourierError,
  CourierLabel,
  isCourierError,
  LabelDesk,
  outcomeOf,
  OutcomeUnknown,
  Parcel,
  RateLimited,
  S10,
  Shipment,
} from "entrepot/couriers"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"
import { deskOver } from "./support/desks.ts"
import { parcelOf, requestOf } from "./support/given.ts"

const faultOf = (change: object): string => {
  const json = { ...parcelOf(), ...change }
  const read = Schema.decodeUnknownResult(Parcel.Parcel)(json)
  return Result.isFailure(read) ? read.failure.message : "read"
}

describe("a parcel", () => {
  it("is refused in another unit, wherever the numbers show it", () => {
    assert.strictEqual(faultOf({}), "read")
    assert.include(faultOf({ weightGrams: 2 }), "is the weight in kilograms?")
    assert.include(faultOf({ weightGrams: 2.5 }), "whole grams")
    assert.include(
      faultOf({ lengthMm: 30, widthMm: 20, heightMm: 10 }),
      "are the sides in centimetres?",
    )
    assert.include(faultOf({ lengthMm: 0.3 }), "whole millimetres")
    assert.include(faultOf({ weightGrams: 0 }), "whole grams")
  })
})

/** One digit that was misread is found out. */
const oneDigitIsFound = (checkDigit: typeof S10.checkDigit) =>
  fc.property(
    fc.integer({ min: 0, max: 99_999_999 }),
    fc.integer({ min: 0, max: 7 }),
    fc.integer({ min: 1, max: 9 }),
    (serial, at, more) => {
      const digits = String(serial).padStart(8, "0")
      const digit = (Number(digits.charAt(at)) + more) % 10
      const misread = Number(digits.slice(0, at) + digit + digits.slice(at + 1))
      // The standard takes two rests for other digits, so those pairs may collide.
      const rests = [checkDigit(serial), checkDigit(misread)]
      if (rests.includes(0) || rests.includes(5)) return
      assert.notStrictEqual(rests[0], rests[1])
    },
  )

describe("a number of the S10 standard", () => {
  it("reads as it was printed, and not with another digit", () => {
    const known = { service: "RR", serial: 47_312_482, country: "GB" }
    assert.deepStrictEqual(S10.parse("RR473124829GB"), known)
    assert.isUndefined(S10.parse("RR473124828GB"))
    assert.isUndefined(S10.parse("RR473124829"))
    holds(oneDigitIsFound(S10.checkDigit))
    kills(oneDigitIsFound((serial) => (serial % 4) + 1))
  })
})

const market = { courier: "market", operation: "label" } as const
const traits = { contract: { name: "market", version: "1" }, labelsOnce: true, settlesMillis: 0 }

describe("labels of a channel", () => {
  it.effect("come through the same port, decoded, and bought once", () => {
    const requests: Array<unknown> = []
    const courier = channelCourier({
      id: "market",
      traits,
      label: (request) =>
        Effect.sync(() => {
          requests.push(request)
          const { reference, service } = request
          const waybill = { mediaType: "application/pdf", base64: "JVBERi0=" }
          const price = { currency: "EUR", amount: "3.10" }
          return { reference, service, trackingNumber: "M1", price, waybill, extra: true }
        }),
      find: () => Effect.succeed({ _tag: "None" }),
    })
    const program = LabelDesk.use(
      Effect.fnUntraced(function* ({ buy }) {
        const request = Schema.encodeSync(Shipment.LabelRequest)(requestOf("p1"))
        const { label } = yield* buy({ courier: "market", request })
        assert.strictEqual(label.trackingNumber, "M1")
        yield* buy({ courier: "market", request })
        assert.strictEqual(requests.length, 1)
      }),
    )
    return Effect.provide(program, deskOver([courier]), { local: true })
  })

  it.effect("that are garbage name courier, path and what was expected", () =>
    Effect.gen(function* () {
      const courier = channelCourier({ id: "market", traits, label: () => Effect.succeed({}) })
      const error = yield* Effect.flip(courier.label(requestOf("p1")))
      assert.include(error.message, "market answers label with garbage: reference: Missing key")
      assert.strictEqual(outcomeOf(error), "unknown")
    }),
  )
})

describe("an answer", () => {
  it("is decoded as a whole, and names nothing personal", () => {
    const decode = CourierAnswer.decoder("post", "label", CourierLabel.CourierLabel)
    const answer = decode({ reference: "Ada\u0000", waybill: { mediaType: "Ada", base64: "!" } })
    const message = Result.isFailure(answer) ? answer.failure.message : ""
    for (const path of ["reference: ", "waybill.mediaType: ", "waybill.base64: ", "service: "])
      assert.include(message, path)
    assert.notInclude(message, "Ada")
  })

  it.effect("that fails by something else than the port's errors is garbage too", () =>
    Effect.gen(function* () {
      const odd = Effect.fail(new Error("?")) as unknown as Effect.Effect<never, CourierError>
      const { label } = checked({ id: "market", traits, label: () => odd })
      assert.strictEqual((yield* Effect.flip(label(requestOf("p1"))))._tag, "AnswerInvalid")
    }),
  )

  it("says what happened, and what may be done", () => {
    const limited = new RateLimited({ ...market, retryAfterMillis: 5 })
    assert.strictEqual(limited.message, "market: too many requests to label; try again in 5 ms")
    assert.strictEqual(outcomeOf(limited), "nothing")
    const lost = new OutcomeUnknown({ ...market, detail: "timeout" })
    assert.strictEqual(lost.message, "market: the outcome of label is unknown: timeout")
    assert.isTrue(isCourierError(lost))
    assert.isFalse(isCourierError(new Error("lost")))
  })
})
