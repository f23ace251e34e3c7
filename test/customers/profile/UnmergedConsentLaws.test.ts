import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import { Customers } from "entrepot/customers"
import fc from "fast-check"

import { holdsIn, killsAsync } from "../../kernel/law.ts"
import { ada, bob, customersOver, decided, phone, told } from "../support/customers.ts"

// --- worlds --------------------------------------------------------------------------------------

const ids = ["web-1", "till-1", "app-1"] as const
const pair = fc.shuffledSubarray([...ids], { minLength: 2, maxLength: 2 })
/** What happens between who is known by which phone; all merges are taken back in the end. */
const world = fc.record({
  phones: fc.tuple(...ids.map(() => fc.constantFrom(ada, bob, "+49 151 77777777"))),
  steps: fc.array(
    fc.record({
      does: fc.constantFrom("tell", "tell", "merge", "merge", "takeBack"),
      id: fc.constantFrom(...ids),
      standing: fc.constantFrom("given" as const, "withdrawn" as const),
      pair,
    }),
    { minLength: 2, maxLength: 9 },
  ),
})
type World = typeof world extends fc.Arbitrary<infer W> ? W : never
type Part = (edgeId: string) => Effect.Effect<unknown, unknown, Customers>

const takeBack: Part = (edgeId) =>
  Customers.use((customers) =>
    Effect.result(customers.takeBack({ commandId: `back ${edgeId}`, edgeId, ...decided })),
  )

const telling = (i: number, id: string, standing: "given" | "withdrawn") =>
  Customers.use(({ tellConsent }) =>
    tellConsent({
      commandId: `tell ${i}`,
      customerId: id,
      statement: {
        statementId: `s${i}`,
        purpose: "news",
        means: "sms",
        standing,
        at: i,
        proof: "form-3",
      },
    }),
  )

/** How consent stands for each record in the end, with the merges that were wrong or without. */
const lived = Effect.fnUntraced(function* ({ phones, steps }: World, part: Part | undefined) {
  const { observe, merge, profile } = yield* Customers
  yield* TestClock.adjust(100)
  for (const [i, id] of ids.entries()) yield* observe(told(id, i, phone(phones[i] ?? ada)))
  for (const [i, { does, id, standing, pair }] of steps.entries()) {
    const [left = "", right = ""] = pair
    const command = { commandId: `merge ${i}`, edgeId: `e${i}`, ...decided }
    if (does === "tell") yield* telling(i, id, standing)
    else if (part !== undefined)
      yield* does === "merge"
        ? Effect.result(merge({ ...command, records: [left, right] }))
        : takeBack(`e${i - 1}`)
  }
  if (part !== undefined) for (const i of steps.keys()) yield* part(`e${i}`)
  return yield* Effect.forEach(ids, (id) =>
    Effect.map(profile(id), (found) => Option.getOrThrow(found).consents),
  )
})

const isAsNever = (part: Part) =>
  fc.asyncProperty(world, async (all) => {
    const after = (taken: Part | undefined) =>
      Effect.runPromise(
        lived(all, taken).pipe(Effect.provide(customersOver()), Effect.provide(TestClock.layer())),
      )
    assert.deepStrictEqual(await after(part), await after(undefined))
  })

describe("consents told while records were merged by mistake", () => {
  it("stand as if they never had been merged, after that is taken back", async () => {
    await holdsIn(10)(isAsNever(takeBack))
    await killsAsync(isAsNever(() => Effect.void))
  }, 60_000)
})
