import { type Edge, Resolution, ResolutionChange } from "entrepot/customers"
import fc from "fast-check"

import { linker, merge, subject, veto } from "./people.ts"

/** So few that small worlds have generic values and crowded keys. */
const limits = { companions: 2, records: 4, perKey: 3 }
export const nobody = Resolution.empty({ ...linker, limits })

const id = fc.constantFrom("a", "b", "c", "d", "e", "f")

/** Two persons or three, who say little of themselves. */
export const subjects = fc.uniqueArray(
  fc
    .record({
      id,
      since: fc.nat({ max: 2 }),
      values: fc.record(
        {
          phone: fc.constantFrom("1", "2", "3"),
          email: fc.constantFrom("x", "y"),
          name: fc.constantFrom("n", "m"),
          account: fc.constantFrom("1", "2"),
          nationalId: fc.constantFrom("1", "2"),
        },
        { requiredKeys: [] },
      ),
    })
    .map((said) => subject(said.id, said.values, said.since)),
  { selector: ({ record }) => record.id, minLength: 2, maxLength: 6, size: "max" },
)

const decision = fc
  .tuple(fc.constantFrom("1", "2", "3"), fc.boolean(), id, id)
  .filter(([, , one, other]) => one !== other)
  .map(([edgeId, isMerge, one, other]): Edge.Edge =>
    (isMerge ? merge : veto)(`${isMerge ? "m" : "v"}${edgeId}`, one, other),
  )
/** What words of a record came to that are gone: each other record is in one of its lists. */
const legacy = fc
  .tuple(id, fc.array(fc.constantFrom("links", "apart", "strangers", "none"), { minLength: 6 }))
  .map(([record, places]): Edge.Edge => {
    const others = ["a", "b", "c", "d", "e", "f"]
    const of = (place: string) =>
      others.filter((other, i) => other !== record && places[i] === place)
    const because = { _tag: "Rule", rule: "same phone", bits: 9 } as const
    return {
      _tag: "Legacy",
      edgeId: `l${record}`,
      record,
      links: of("links").map((to) => ({ to, because })),
      apart: of("apart").map((from) => ({ from, rule: "two national numbers" })),
      strangers: of("strangers"),
    }
  })

export const edges = fc.uniqueArray(
  fc.oneof({ weight: 4, arbitrary: decision }, { weight: 1, arbitrary: legacy }),
  { selector: ({ edgeId }) => edgeId, maxLength: 4, size: "max" },
)

export const world = fc.record({ subjects, edges })
export type World = typeof world extends fc.Arbitrary<infer W> ? W : never

/** A way to take in one change after the other. */
export type Apply = typeof ResolutionChange.apply

export const whole = ({ subjects, edges }: World): Resolution.Resolution =>
  ResolutionChange.apply(nobody, { put: subjects, connect: edges })

/** Each record and each decision on its own. */
export const stepsOf = ({ subjects, edges }: World): ReadonlyArray<ResolutionChange.Change> => [
  ...subjects.map((one) => ({ put: [one] })),
  ...edges.map((edge) => ({ connect: [edge] })),
]

/** A step that brings something, or takes something away. */
export const step: fc.Arbitrary<ResolutionChange.Change> = fc.oneof(
  subjects.map((put) => ({ put: put.slice(0, 1) })),
  id.map((one) => ({ remove: [one] })),
  edges.map((connect) => ({ connect })),
  fc.constantFrom("m1", "m2", "v1", "v2", "la", "lb").map((edgeId) => ({ disconnect: [edgeId] })),
)

/** What is left of a world after steps. */
export const leftOf = (steps: ReadonlyArray<ResolutionChange.Change>): World => {
  const subjects = new Map<string, Resolution.Subject>()
  const edges = new Map<string, Edge.Edge>()
  for (const { put = [], remove = [], connect = [], disconnect = [] } of steps) {
    for (const edgeId of disconnect) edges.delete(edgeId)
    for (const edge of connect) edges.set(edge.edgeId, edge)
    for (const gone of remove) subjects.delete(gone)
    for (const one of put) subjects.set(one.record.id, one)
  }
  return { subjects: [...subjects.values()], edges: [...edges.values()] }
}
