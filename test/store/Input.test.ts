/** The door of a service: what a schema does not know is refused, wherever it stands. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result, Schema } from "effect"
import { Input } from "entrepot/store"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"

const Point = Schema.Struct({ a: Schema.Int, b: Schema.optionalKey(Schema.String) })
const Body = Schema.Struct({
  a: Schema.optionalKey(Schema.Array(Point)),
  b: Schema.optional(Schema.Union([Point, Schema.String])),
  c: Schema.optionalKey(Schema.Union([Point, Schema.Struct({ c: Schema.Int })])),
  d: Schema.optionalKey(Schema.Record(Schema.String, Point)),
  e: Schema.optionalKey(Schema.NonEmptyArray(Point)),
  f: Schema.optionalKey(Schema.Tuple([Point, Schema.Int])),
})

type Door = (input: unknown) => Effect.Effect<unknown, { readonly message: string }>

const answerOf = (door: Door, input: unknown) => {
  const answer = Effect.runSync(Effect.result(door(input)))
  return Result.isSuccess(answer) ? { value: answer.success } : { refused: answer.failure.message }
}

/** What Effect says when it is asked to look for what is unknown. */
const strict: Door = (input) =>
  Effect.mapError(
    Schema.decodeUnknownEffect(Body)(input, { errors: "all", onExcessProperty: "error" }),
    ({ message }) => ({ message: `Body: ${message}` }),
  )
const careless: Door = Schema.decodeUnknownEffect(Body)

const point = fc.oneof(
  { weight: 5, arbitrary: fc.record({ a: fc.constant(1) }) },
  fc.record({ a: fc.constant(1), b: fc.constant("x") }),
  fc.record({ a: fc.constant(1), z: fc.constant(1) }),
  fc.constantFrom("x", 1, null, { c: 1 }, { a: "x" }, { a: 1, [Symbol("z")]: 1 }),
)
const inputs = fc.record(
  {
    a: fc.array(point, { maxLength: 2 }),
    b: point,
    c: point,
    d: fc.dictionary(fc.constantFrom("x", "y"), point),
    e: fc.array(point, { maxLength: 2 }),
    f: fc.tuple(point, fc.constant(1)),
    z: fc.constant(1),
  },
  { requiredKeys: [] },
)
const law = (door: Door) =>
  fc.property(inputs, (input) => {
    assert.deepStrictEqual(answerOf(door, input), answerOf(strict, input))
  })

describe("the door of a service", () => {
  it("answers as the schema does, unknown properties refused", () => {
    holds(law(Input.decoder("Body", Body)))
  })

  it("would not if it ignored what is unknown", () => {
    kills(law(careless))
  })
})
