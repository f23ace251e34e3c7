/**
 * A law of everything together: random programs in a small world come to what some serial order of
 * them would.
 *
 * @module
 */
import { Effect, Option, Result, Schema } from "effect"

import * as Collection from "../../store/Collection.ts"
import { Transaction } from "../../store/Transaction.ts"
import * as Law from "../Law.ts"
import { ids, type World } from "../Worlds.ts"
import { atOnce, seededTransactorLaw, type TransactorLaw } from "./Fixture.ts"
import { Short } from "./programs.ts"

interface Thing {
  readonly id: string
  readonly group: string
  readonly count: number
}

const Things = Collection.make({
  name: "thing",
  schema: Schema.Struct({ id: Schema.String, group: Schema.String, count: Schema.Int }),
  id: ({ id }) => id,
  indexes: { byGroup: { entries: ({ group, id }) => [[group, id]], guard: 1 } },
})

const groups = ["x", "y"] as const

/** A step of a program. What it sees goes into the answer; a take may refuse. */
type Step =
  | { readonly _tag: "Get" | "Remove"; readonly id: string }
  | { readonly _tag: "Put" | "Insert"; readonly thing: Thing }
  | { readonly _tag: "Take"; readonly id: string; readonly count: number }
  | { readonly _tag: "Query"; readonly group: string }
  | { readonly _tag: "Pause" }

const drawStep = (world: World): Step => {
  const [id, count, group] = [world.id(), world.quantity(), world.pick(groups)]
  return world.pick<Step>([
    { _tag: "Get", id },
    { _tag: "Remove", id },
    { _tag: "Put", thing: { id, group, count } },
    { _tag: "Insert", thing: { id, group, count } },
    { _tag: "Take", id, count },
    { _tag: "Take", id, count: 1 },
    { _tag: "Query", group },
    { _tag: "Pause" },
  ])
}

const show = (thing: Thing | undefined): string =>
  thing === undefined ? "-" : `${thing.id} ${thing.group} ${thing.count}`

/** The program of the steps: it answers what it saw, or refuses. */
const programOf = (steps: ReadonlyArray<Step>) =>
  Effect.gen(function* () {
    const tx = yield* Transaction
    const seen: Array<string> = []
    for (const step of steps)
      switch (step._tag) {
        case "Get":
          seen.push(show(Option.getOrUndefined(yield* tx.get(Things, step.id))))
          break
        case "Remove":
          yield* tx.remove(Things, step.id)
          break
        case "Put":
          yield* tx.put(Things, step.thing)
          break
        case "Insert":
          seen.push(String(yield* tx.insert(Things, step.thing)))
          break
        case "Take": {
          const found = Option.getOrUndefined(yield* tx.get(Things, step.id))
          const there = found?.count ?? 0
          if (found === undefined || there < step.count)
            return yield* new Short({ wanted: step.count, there })
          yield* tx.put(Things, { ...found, count: there - step.count })
          break
        }
        case "Query":
          seen.push((yield* tx.query(Things, "byGroup", [step.group])).map(show).join(","))
          break
        case "Pause":
          yield* Effect.yieldNow
      }
    return seen.join("; ")
  })

type State = ReadonlyMap<string, Thing>

const refusal = (wanted: number, there: number) => `wanted ${wanted}, there were ${there}`

/** What the steps come to alone: the answer or refusal, and the state behind them. */
const alone = (steps: ReadonlyArray<Step>, before: State): readonly [string, State] => {
  const state = new Map(before)
  const seen: Array<string> = []
  for (const step of steps)
    switch (step._tag) {
      case "Get":
        seen.push(show(state.get(step.id)))
        break
      case "Remove":
        state.delete(step.id)
        break
      case "Put":
        state.set(step.thing.id, step.thing)
        break
      case "Insert":
        seen.push(String(!state.has(step.thing.id)))
        if (!state.has(step.thing.id)) state.set(step.thing.id, step.thing)
        break
      case "Take": {
        const found = state.get(step.id)
        if (found === undefined || found.count < step.count)
          return [refusal(step.count, found?.count ?? 0), before]
        state.set(step.id, { ...found, count: found.count - step.count })
        break
      }
      case "Query":
        seen.push(
          ids
            .flatMap((id) => state.get(id) ?? [])
            .filter(({ group }) => group === step.group)
            .map(show)
            .join(","),
        )
        break
      case "Pause":
    }
  return [seen.join("; "), state]
}

interface Told {
  readonly steps: ReadonlyArray<Step>
  readonly answer: string
}

const tell = (state: State) => ids.map((id) => show(state.get(id))).join("; ")

/** Whether some order of the programs gives their answers and ends in the state. */
const isSerial = (before: State, told: ReadonlyArray<Told>, end: string): boolean => {
  if (told.length === 0) return tell(before) === end
  return told.some(({ steps, answer }, i) => {
    const [expected, after] = alone(steps, before)
    return expected === answer && isSerial(after, told.toSpliced(i, 1), end)
  })
}

export const modelLaws: ReadonlyArray<TransactorLaw> = [
  seededTransactorLaw("programs at once come to what some serial order of them would", (world) =>
    Effect.fnUntraced(function* ({ first, second, open }) {
      const forgetful = yield* open({ options: { cacheRecords: 1 } })
      const processes = [first, second, forgetful] as const
      let state: State = new Map()
      for (let round = 0; round < 30; round++) {
        const programs = world.times(world.integer(1, 5), () =>
          world.times(world.integer(1, 4), () => drawStep(world)),
        )
        const told = yield* atOnce(programs.length, (i) => {
          const steps = programs[i] ?? []
          return Effect.result(world.pick(processes).run(programOf(steps))).pipe(
            Effect.map((result) => ({
              steps,
              answer: Result.isSuccess(result) ? result.success : result.failure.message,
            })),
          )
        })
        const found = yield* world
          .pick(processes)
          .run(Transaction.use((tx) => tx.getAll(Things, ids)))
        const after = new Map(found.flatMap(Option.toArray).map((thing) => [thing.id, thing]))
        yield* Law.holds(
          isSerial(state, told, tell(after)),
          `some serial order in round ${round} from ${tell(state)} to ${tell(after)}`,
          told,
        )
        state = after
      }
    }),
  ),
]
