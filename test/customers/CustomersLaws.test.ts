import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import {
  Customers,
  Evidence,
  type Identifier,
  ModelLinker,
  PriorModel,
  Resolution,
  ResolutionChange,
} from "entrepot/customers"
import fc from "fast-check"

import { holdsIn, killsAsync } from "../kernel/law.ts"
import { customersOver, email, phone, told } from "./support/customers.ts"

// --- small worlds --------------------------------------------------------------------------------

const ids = ["web-1", "tmall-1", "till-1", "app-1"] as const
const recordId = fc.constantFrom(...ids)
const identifier: fc.Arbitrary<Identifier.Identifier> = fc.constantFrom(
  phone("+49 151 23456789"),
  phone("0151/23456789"),
  phone("+49 151 99999999"),
  email("ada@example.com"),
  email("bob@example.com"),
  { _tag: "NationalId", value: "A1", country: "DE" },
  { _tag: "NationalId", value: "Z9", country: "DE" },
)
type Step =
  | {
      readonly does: "observe"
      readonly id: string
      readonly says: ReadonlyArray<Identifier.Identifier>
    }
  | { readonly does: "merge" | "keepApart"; readonly left: string; readonly right: string }
  | { readonly does: "takeBack"; readonly nth: number }
const observed = (id: fc.Arbitrary<string>, most: number): fc.Arbitrary<Step> =>
  fc.record({
    does: fc.constant("observe" as const),
    id,
    says: fc.array(identifier, { maxLength: most }),
  })
const edge: fc.Arbitrary<Step> = fc.record({
  does: fc.constantFrom("merge" as const, "merge" as const, "keepApart" as const),
  left: recordId,
  right: recordId,
})
const takeBack: fc.Arbitrary<Step> = fc.record({
  does: fc.constant("takeBack" as const),
  nth: fc.integer({ min: 4, max: 5 }),
})
/** The records are there before anybody decides by hand; then everything comes and goes. */
const steps: fc.Arbitrary<ReadonlyArray<Step>> = fc
  .tuple(
    fc.tuple(...ids.map((id) => observed(fc.constant(id), 1))),
    edge,
    fc.array(fc.oneof(observed(recordId, 3), edge, takeBack), { minLength: 1, maxLength: 4 }),
  )
  .map(([first, second, rest]) => [...first, second, ...rest])

// --- the service, and what it should come to -------------------------------------------------------

const since = (id: string) => ids.findIndex((one) => one === id)
const decided = { actor: "eve", reason: "seen" }

/** The customers of all records after the steps, as the service keeps them, and the steps it took. */
const kept = (all: ReadonlyArray<Step>) =>
  Effect.gen(function* () {
    const { observe, merge, keepApart, takeBack, profile } = yield* Customers
    const done: Array<Step & { readonly edgeId: string }> = []
    for (const [i, one] of all.entries()) {
      const commandId = `c${i}`
      const edgeId = one.does === "takeBack" ? `e${one.nth}` : `e${i}`
      const command = { commandId, edgeId, ...decided }
      const result = yield* Effect.result(
        one.does === "observe"
          ? observe({ ...told(one.id, since(one.id), ...one.says), commandId })
          : one.does === "merge"
            ? merge({ ...command, records: [one.left, one.right] })
            : one.does === "keepApart"
              ? keepApart({ ...command, left: [one.left], right: [one.right] })
              : takeBack(command),
      )
      if (result._tag === "Success") done.push({ ...one, edgeId })
    }
    const who = new Map<string, ReadonlyArray<string>>()
    for (const id of ids)
      for (const { customerId, recordIds } of Option.toArray(yield* profile(id)))
        who.set(id, [customerId, ...recordIds])
    return { done, who }
  }).pipe(Effect.provide(customersOver()))

/** The same, resolved as a whole from what stands at the end. */
const whole = (done: ReadonlyArray<Step & { readonly edgeId: string }>) => {
  const said = new Map<string, ReadonlyArray<Identifier.Identifier>>()
  const edges = new Map<string, NonNullable<ResolutionChange.Change["connect"]>[number]>()
  for (const one of done) {
    const { edgeId } = one
    if (one.does === "observe") said.set(one.id, one.says)
    if (one.does === "takeBack") edges.delete(edgeId)
    if (one.does === "merge")
      edges.set(edgeId, { _tag: "Merge", edgeId, ...decided, records: [one.left, one.right] })
    if (one.does === "keepApart")
      edges.set(edgeId, { _tag: "Veto", edgeId, ...decided, left: [one.left], right: [one.right] })
  }
  const put = Array.from(said, ([id, says]) => ({
    record: Evidence.read(told(id, since(id), ...says), since(id)).record,
    since: since(id),
  }))
  const resolution = ResolutionChange.apply(Resolution.empty(ModelLinker.make(PriorModel.model)), {
    put,
    connect: [...edges.values()],
  })
  return new Map(
    ids.flatMap((id) =>
      Option.toArray(Resolution.find(resolution, id)).map(
        (customer) => [id, [customer.id, ...customer.recordIds]] as const,
      ),
    ),
  )
}

const isTheWhole = (candidate: typeof kept) =>
  fc.asyncProperty(steps, async (all) => {
    const { done, who } = await Effect.runPromise(candidate(all))
    assert.deepStrictEqual(who, whole(done))
  })

const anyArrivalIsAlike = (candidate: typeof kept) =>
  fc.asyncProperty(
    fc
      .uniqueArray(
        fc.record({
          does: fc.constant("observe" as const),
          id: recordId,
          says: fc.array(identifier, { maxLength: 3 }),
        }),
        { selector: ({ id }) => id, minLength: 2 },
      )
      .chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
      ),
    async ([all, other]) => {
      const [one, two] = await Promise.all(
        [all, other].map((some) => Effect.runPromise(candidate(some))),
      )
      assert.deepStrictEqual(one?.who, two?.who)
    },
  )

// --- mutants -------------------------------------------------------------------------------------

/** Keeps what a record said before, whatever its source says now. */
const neverForgets: typeof kept = (all) => {
  const sayings = (upTo: number, id: string) =>
    all.slice(0, upTo).flatMap((one) => (one.does === "observe" && one.id === id ? one.says : []))
  const hoarded = all.map((one, i) =>
    one.does === "observe" ? { ...one, says: sayings(i + 1, one.id) } : one,
  )
  return Effect.flatMap(kept(all), ({ done }) =>
    Effect.map(kept(hoarded), ({ who }) => ({ who, done })),
  )
}

/** Believes a merge that was taken back. */
const takesNothingBack: typeof kept = (all) =>
  Effect.flatMap(kept(all), ({ done }) =>
    Effect.map(kept(all.filter(({ does }) => does !== "takeBack")), ({ who }) => ({ who, done })),
  )

/** The first who came stays the customer, whoever is found beside. */
const firstComesFirst: typeof kept = (all) =>
  Effect.map(kept(all), ({ done, who }) => ({
    done,
    who: new Map(
      Array.from(who, ([id, [, ...records]]) => [id, [firstOf(all, records), ...records]]),
    ),
  }))
const firstOf = (all: ReadonlyArray<Step>, records: ReadonlyArray<string>): string => {
  const came = all.find((one) => one.does === "observe" && records.includes(one.id))
  return came?.does === "observe" ? came.id : ""
}

describe("customers as they are kept", () => {
  it("are those of the whole of what stands, after any steps", async () => {
    await holdsIn(20)(isTheWhole(kept))
    await killsAsync(isTheWhole(takesNothingBack))
    await killsAsync(isTheWhole(neverForgets))
  }, 60_000)

  it("are the same for any order of arrival", async () => {
    await holdsIn(10)(anyArrivalIsAlike(kept))
    await killsAsync(anyArrivalIsAlike(firstComesFirst))
  }, 60_000)
})
