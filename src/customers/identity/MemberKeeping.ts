/**
 * What is written of each record after a change of who is who: by what it is found, whose it is, and
 * whose it was.
 *
 * @module
 */
import { Effect, Equal, Option } from "effect"

import { type Edge, recordsOf } from "../resolution/Edge.ts"
import * as Resolution from "../resolution/Resolution.ts"
import * as Tenure from "../resolution/Tenure.ts"
import { Identities, type Identity } from "./IdentityRecords.ts"
import * as KnownKeeping from "./KnownKeeping.ts"

/** What a change came to for its members. */
export interface Outcome {
  readonly connect: ReadonlyArray<Edge>
  readonly disconnect: ReadonlyArray<Edge>
  readonly after: Resolution.Resolution
  readonly members: ReadonlySet<string>
  /** Who was compared with everybody else in this change, by the model of now. */
  readonly judged: ReadonlySet<string>
  /** With those, who was looked at for what others said. */
  readonly fresh: ReadonlySet<string>
}

/** Writes the identity of each member that has another one now. */
export const keep = Effect.fnUntraced(function* (
  known: KnownKeeping.Known,
  { after, members, judged, fresh, connect, disconnect }: Outcome,
) {
  const { tx, model, identities, persons } = known
  const now = yield* tx.now
  const names = new Map<Resolution.Component, string>()
  const lost = new Set(disconnect.map(({ edgeId }) => edgeId))
  for (const id of members) {
    const old = identities.get(id)
    const person = persons.get(id)
    const component = Option.getOrUndefined(Resolution.componentOf(after, id))
    if (person === undefined || component === undefined) continue
    const customer = component.customerOf.get(id)?.id ?? id
    const name = names.get(component) ?? leastIdOf(component)
    names.set(component, name)
    const made = connect.filter((edge) => recordsOf(edge).includes(id))
    // Whoever is decided about by a model is found by it from then on, and compared in its turn: their
    // own values were not judged by it before.
    const isOfModel = old?.model === model
    const isKept = isOfModel && !fresh.has(id)
    // Of many who hang together few are touched at a time: these stay as they are.
    const isTouched = made.length > 0 || lost.size > 0 || old?.component !== name
    if (isKept && !isTouched && old.customer === customer) continue
    const isAsked = isOfModel && !old.isPending
    const isAnswered = judged.has(id) || (fresh.has(id) && isAsked)
    const drawn = isKept
      ? old
      : { ...(yield* KnownKeeping.drawn(known, id)), isPending: !isAnswered }
    const identity: Identity = {
      recordId: id,
      channel: person.channel,
      since: person.knownSince,
      ...(person.order === undefined
        ? {}
        : { order: { ...person.order, heardAt: old?.order?.heardAt ?? now } }),
      keys: drawn.keys,
      values: drawn.values,
      model: drawn.model,
      isPending: drawn.isPending,
      edges: [
        ...new Set([
          ...(old?.edges ?? []).filter((edgeId) => !lost.has(edgeId)),
          ...made.map(({ edgeId }) => edgeId),
        ]),
      ],
      component: name,
      customer,
      tenures: Tenure.evolve(old?.tenures ?? [], customer, now),
    }
    if (!Equal.equals(identity, old)) yield* tx.put(Identities, identity)
  }
})

/** The name of a component: one that no order of arrival changes. */
const leastIdOf = ({ customerOf }: Resolution.Component): string =>
  [...customerOf.keys()].reduce((a, b) => (a < b ? a : b))
