import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Schema } from "effect"
import {
  checked,
  type CourierError,
  type CourierShape,
  LabelDesk,
  offers,
  Shipment,
} from "entrepot/couriers"

import { deskOver } from "./support/desks.ts"
import { requestOf, shipmentOf } from "./support/given.ts"

const traits = { contract: { name: "test", version: "1" }, labelsOnce: true, settlesMillis: 0 }

const encode = Schema.encodeSync(Shipment.LabelRequest)

type Given = () => Effect.Effect<never, CourierError>
/** A courier that does the same to whatever it is asked. */
const courierThat = (given: Given): CourierShape => ({
  id: "odd",
  traits,
  quote: given,
  label: given,
  find: given,
  track: given,
  void: given,
  erase: given,
})

/** What adapters do that are not written in TypeScript, or not well. */
const oddities: ReadonlyArray<readonly [name: string, given: () => unknown, detail: string]> = [
  [
    "throws",
    () => {
      throw new TypeError("of Ada")
    },
    "Expected an answer, and it threw TypeError",
  ],
  ["dies", () => Effect.die("of Ada"), "Expected an answer, and it threw string"],
  ["rejects", () => Promise.reject(new Error("of Ada")), "Expected an Effect"],
  ["answers nothing", () => undefined, "Expected an Effect"],
]

describe("a courier that breaks the port", () => {
  for (const [name, given, detail] of oddities)
    it.effect(`and ${name} is named with what it was asked, and nothing else`, () =>
      Effect.gen(function* () {
        const {
          quote,
          label,
          find,
          track,
          void: giveBack,
          erase,
        } = checked(courierThat(given as Given))
        const asked = {
          quote: quote?.({ shipment: shipmentOf() }),
          label: label(requestOf("p1")),
          find: find?.("p1"),
          track: track?.("T1"),
          void: giveBack?.("T1"),
          erase: erase?.("p1"),
        }
        for (const [operation, asking] of Object.entries(asked)) {
          assert(asking !== undefined)
          const { _tag, message } = yield* Effect.flip<unknown, CourierError, never>(asking)
          assert.strictEqual(_tag, "AnswerInvalid")
          assert.strictEqual(message, `odd answers ${operation} with garbage: ${detail}`)
        }
      }),
    )

  it.effect("fails alone among those that are asked for quotes", () =>
    Effect.gen(function* () {
      const odd = courierThat(() => Effect.die("of Ada"))
      const found = yield* offers({ couriers: [odd] }, { shipment: shipmentOf() })
      assert.deepStrictEqual(
        found.map((offer) => offer._tag === "Failed" && [offer.courier, offer.error._tag]),
        [["odd", "AnswerInvalid"]],
      )
    }),
  )

  it.effect("leaves a label in doubt, not the desk", () =>
    LabelDesk.use((desk) =>
      Effect.gen(function* () {
        const request = encode(requestOf("p1"))
        const { label, error } = yield* desk.buy({ courier: "odd", request })
        assert.deepInclude(label, { status: "asked", fault: "AnswerInvalid" })
        assert.strictEqual(error?._tag, "AnswerInvalid")
      }),
    ).pipe(Effect.provide(deskOver([courierThat(() => Effect.die("of Ada"))]), { local: true })),
  )

  it.effect("can still be interrupted", () =>
    Effect.gen(function* () {
      const { label } = checked(courierThat(() => Effect.never))
      const fiber = yield* Effect.forkChild(label(requestOf("p1")))
      yield* Effect.yieldNow
      yield* Fiber.interrupt(fiber)
      const exit = yield* Fiber.await(fiber)
      assert.isTrue(
        exit._tag === "Failure" && exit.cause.reasons.every(({ _tag }) => _tag === "Interrupt"),
      )
    }),
  )
})
