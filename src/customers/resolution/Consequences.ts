/**
 * A preview: what a merge, a split or a new model would do to customers, and to what hangs on them,
 * before anybody accepts it. Pure.
 *
 * @module
 */
import type { Linker } from "./Linker.ts"
import * as Regrouping from "./Regrouping.ts"
import * as Resolution from "./Resolution.ts"
import * as ResolutionChange from "./ResolutionChange.ts"

/** A customer and what hangs on them. */
export interface Holder<A> {
  readonly customer: Resolution.Customer
  readonly attached: A
}

/** What becomes of some customers, and of what hangs on them. */
export interface Consequence<A> {
  readonly changes: ReadonlyArray<Regrouping.CustomerChange>
  readonly before: ReadonlyArray<Holder<A>>
  readonly after: ReadonlyArray<Holder<A>>
}

/**
 * What the step from one resolution to another does. `attachedTo` is the host's: it tells from the
 * records of a customer what hangs on them, such as points, tier, consent and open orders, whether that
 * customer is one today or would be.
 *
 * @example
 * ```ts
 * import { Consequences, LinkRecord, ModelLinker, PriorModel, Resolution, ResolutionChange } from "entrepot/customers"
 *
 * const subject = (id: string) => ({ record: LinkRecord.make(id, {}), since: 0 })
 * const nobody = Resolution.empty(ModelLinker.make(PriorModel.model))
 * const before = ResolutionChange.apply(nobody, { put: [subject("a"), subject("b")] })
 * const decided = { edgeId: "e1", actor: "ada", reason: "same passport" }
 * const change = { connect: [{ _tag: "Merge" as const, records: ["a", "b"] as const, ...decided }] }
 *
 * const points = new Map([["a", 300], ["b", 900]])
 * const pointsOf = ({ recordIds }: Resolution.Customer) =>
 *   recordIds.reduce((sum, id) => sum + (points.get(id) ?? 0), 0)
 * const after = ResolutionChange.apply(before, change)
 * for (const { before: from, after: to } of Consequences.between(before, after, pointsOf))
 *   console.log(from.map(({ attached }) => attached), "become", to.map(({ attached }) => attached))
 * ```
 * ```text
 * [ 300, 900 ] become [ 1200 ]
 * ```
 */
export const between = <A>(
  before: Resolution.Resolution,
  after: Resolution.Resolution,
  attachedTo: (customer: Resolution.Customer) => A,
): ReadonlyArray<Consequence<A>> => attached(Regrouping.between(before, after), attachedTo)

/**
 * What becomes of customers, with what hangs on them.
 *
 * @internal
 */
export const attached = <A>(
  regrouped: ReadonlyArray<Regrouping.Regrouping>,
  attachedTo: (customer: Resolution.Customer) => A,
): ReadonlyArray<Consequence<A>> => {
  const holder = (customer: Resolution.Customer): Holder<A> => ({
    customer,
    attached: attachedTo(customer),
  })
  return regrouped.map((regrouping) => ({
    changes: regrouping.changes,
    before: regrouping.before.map(holder),
    after: regrouping.after.map(holder),
  }))
}

/**
 * What a change would do: {@link between} the resolution as it is and as it would be.
 *
 * @internal
 */
export const ofChange = <A>(
  resolution: Resolution.Resolution,
  change: ResolutionChange.Change,
  attachedTo: (customer: Resolution.Customer) => A,
): ReadonlyArray<Consequence<A>> =>
  between(resolution, ResolutionChange.apply(resolution, change), attachedTo)

/**
 * What another model would do: {@link between} the resolution as it is and by that model.
 *
 * @internal
 */
export const ofRefit = <A>(
  resolution: Resolution.Resolution,
  linker: Linker,
  attachedTo: (customer: Resolution.Customer) => A,
): ReadonlyArray<Consequence<A>> =>
  between(resolution, ResolutionChange.refit(resolution, linker), attachedTo)
