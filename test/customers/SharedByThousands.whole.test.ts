import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { Customers, type Identifier } from "entrepot/customers"

import { customersOver, phone, told, whoHas } from "./support/customers.ts"

const letter = (n: number) => String.fromCharCode(97 + (n % 26))
/** As many names as records. */
const nameOf = (n: number): Identifier.Identifier => ({
  _tag: "Name",
  value: `${letter(n)}${letter(n / 26)}${letter(n / 676)}ova`,
})

/** Tells of records with one phone, one by one, and answers whom the first of them is with after some. */
const tell = Effect.fnUntraced(function* (
  count: number,
  beside: (n: number) => ReadonlyArray<Identifier.Identifier>,
  after: ReadonlyArray<number>,
) {
  const { observe } = yield* Customers
  const together: Array<number> = []
  for (let n = 1; n <= count; n += 1) {
    yield* observe(told(`web-${n}`, n, phone("+49 30 1234567"), ...beside(n)))
    if (after.includes(n)) together.push(((yield* whoHas("web-1")) ?? []).length - 1)
  }
  return together
})

describe("a phone of ten thousand records", () => {
  it.live(
    "is found out by the names beside it, and joins nobody",
    () =>
      Effect.gen(function* () {
        const together = yield* tell(10_000, (n) => [nameOf(n)], [20, 21, 5_000, 10_000])
        assert.deepStrictEqual(together, [20, 1, 1, 1])
        const { identity } = yield* Customers
        for (const id of ["web-1", "web-20", "web-10000"]) {
          assert.deepStrictEqual(yield* whoHas(id), [id, id])
          const { ignored } = Option.getOrThrow(yield* identity.explain(id))
          assert.deepStrictEqual(ignored, [{ recordId: id, field: "phone" }])
        }
      }).pipe(Effect.provide(customersOver())),
    240_000,
  )

  it.live(
    "is found out by how many have it, where nothing stands beside it",
    () =>
      Effect.gen(function* () {
        const together = yield* tell(1_000, () => [], [500, 501, 1_000])
        assert.deepStrictEqual(together, [500, 1, 1])
      }).pipe(Effect.provide(customersOver())),
    240_000,
  )
})
