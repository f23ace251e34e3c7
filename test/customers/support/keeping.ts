/** Customers of small worlds, as they are kept step by step and as a whole. */
import { assert } from "@effect/vitest"
import { Effect, Option, Stream } from "effect"
import {
  CustomerRecords,
  Customers,
  type Edge,
  Evidence,
  ModelLinker,
  Resolution,
  ResolutionChange,
} from "entrepot/customers"
import { Records, type StoreShape } from "entrepot/store"
import fc from "fast-check"

import { arrival, ids, small, type Step, worlds } from "./arrivals.ts"
import { customersOver, told } from "./customers.ts"

// --- as they are kept ----------------------------------------------------------------------------

/** The customer and the records of each record, by its id. */
export type Who = ReadonlyMap<string, ReadonlyArray<string>>

export interface Kept {
  /** The steps that were not refused. */
  readonly done: ReadonlyArray<Step>
  readonly who: Who
}

/** The customers of all records after the steps, as the service keeps them. */
export const kept = (
  steps: ReadonlyArray<Step>,
  store?: StoreShape,
): Effect.Effect<Kept, unknown> =>
  Effect.gen(function* () {
    const { refit, identity } = yield* Customers
    yield* refit({ commandId: "small", actor: "eve", model: small })
    yield* identity.settle()
    const done: Array<Step> = []
    for (const [i, step] of steps.entries())
      if ((yield* Effect.result(taken(step, `c${i}`)))._tag === "Success") done.push(step)
    yield* identity.settle()
    const identities = yield* Stream.runCollect((yield* Records).all(CustomerRecords.Identities))
    const who = new Map(
      identities.map(({ recordId, customer }) => [
        recordId,
        [
          customer,
          ...identities
            .filter((other) => other.customer === customer)
            .toSorted((a, b) => a.since - b.since)
            .map((other) => other.recordId),
        ],
      ]),
    )
    return { done, who }
  }).pipe(Effect.provide(customersOver(store)))

const taken = Effect.fnUntraced(function* (step: Step, commandId: string) {
  const { observe, merge, keepApart, takeBack, refit } = yield* Customers
  const decided = { commandId, actor: "eve", reason: "seen" }
  switch (step.does) {
    case "observe":
      return yield* observe({ ...told(step.id, step.at, ...step.says), commandId })
    case "merge":
      return yield* merge({
        ...decided,
        edgeId: step.edgeId,
        records: [step.left, step.right],
      })
    case "keepApart":
      return yield* keepApart({
        ...decided,
        edgeId: step.edgeId,
        left: [step.left],
        right: [step.right],
      })
    case "takeBack":
      return yield* takeBack({ ...decided, edgeId: step.edgeId })
    case "refit":
      return yield* refit({ commandId, actor: "eve", model: step.model })
  }
})

// --- as a whole ----------------------------------------------------------------------------------

/** The same, resolved as a whole from what stands at the end. */
export const whole = (done: ReadonlyArray<Step>): Who => {
  const first = new Map<string, number>()
  const last = new Map<string, Extract<Step, { readonly does: "observe" }>>()
  const edges = new Map<string, Edge.Edge>()
  let model = small
  for (const step of done)
    switch (step.does) {
      case "observe":
        first.set(step.id, Math.min(step.at, first.get(step.id) ?? step.at))
        if (step.at >= (last.get(step.id)?.at ?? step.at)) last.set(step.id, step)
        break
      case "takeBack":
        edges.delete(step.edgeId)
        break
      case "refit":
        model = step.model
        break
      default:
        edges.set(step.edgeId, edgeOf(step))
    }
  const linker = ModelLinker.make(model)
  const put = Array.from(last.values(), ({ id, at, says }) => ({
    record: Evidence.read(told(id, at, ...says), at, linker.relays).record,
    since: first.get(id) ?? at,
  }))
  const resolution = ResolutionChange.apply(Resolution.empty(linker), {
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

const edgeOf = ({
  does,
  edgeId,
  left,
  right,
}: Extract<Step, { readonly left: string }>): Edge.Edge =>
  does === "merge"
    ? { _tag: "Merge", edgeId, actor: "eve", records: [left, right] }
    : { _tag: "Veto", edgeId, actor: "eve", left: [left], right: [right] }

/** A way to come to customers by one step after the other. */
export type Keep = (steps: ReadonlyArray<Step>) => Effect.Effect<Kept, unknown>

/** Whatever comes, changes and goes, and in whatever order: customers are those of what stands. */
export const isTheWhole = (keep: Keep, world = worlds) =>
  fc.asyncProperty(world, fc.nat(), async (world, seed) => {
    const { done, who } = await Effect.runPromise(keep(arrival(world, seed)))
    assert.deepStrictEqual(who, whole(done))
  })
