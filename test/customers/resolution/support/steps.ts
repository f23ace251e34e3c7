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

export const edges = fc.uniqueArray(
  fc
    .tuple(fc.constantFrom("1", "2", "3"), fc.boolean(), id, id)
    .filter(([, , one, other]) => one !== other)
    .map(([edgeId, isMerge, one, other]): Edge.Edge =>
      (isMerge ? merge : veto)(`${isMerge ? "m" : "v"}${edgeId}`, one, other),
    ),
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
  fc.constantFrom("m1", "m2", "v1", "v2").map((edgeId) => ({ disconnect: [edgeId] })),
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
