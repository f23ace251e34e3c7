/**
 * Holding a statement: of which records it is, while they live, after a decision by hand and when
 * one of them is withdrawn. Pure.
 *
 * @module
 */
import { Schema } from "effect"

import * as Id from "../../kernel/Id.ts"

/** A decision by hand parted a record from the one with which a statement came. */
export const Parted = Schema.Struct({ recordId: Id.Id, edgeId: Id.Id })
/** A decision by hand parted a record from the one with which a statement came. */
export type Parted = typeof Parted.Type

/**
 * As much of a statement that was heard as says whose it is; `Consent.Told` says what that means.
 */
export interface Held {
  readonly recordId: string
  readonly recordIds: ReadonlyArray<string>
  readonly parted?: ReadonlyArray<Parted>
  readonly statement: { readonly standing: "given" | "withdrawn" }
}

/**
 * The records of which a statement is: those of whom it was told, but for whom a decision by hand
 * parted from the one with which it came.
 *
 * @example
 * ```ts
 * import { ConsentHolding } from "entrepot/customers"
 *
 * const no = { statement: { standing: "withdrawn" }, recordId: "web-1" } as const
 * const parted = [{ recordId: "till-1", edgeId: "e1" }]
 * console.log(ConsentHolding.about({ ...no, recordIds: ["web-1", "till-1"], parted }))
 * ```
 * ```text
 * [ 'web-1' ]
 * ```
 */
export const about = ({
  recordIds,
  parted = [],
}: Pick<Held, "recordIds" | "parted">): ReadonlyArray<string> =>
  recordIds.filter((id) => !parted.some(({ recordId }) => recordId === id))

/**
 * The records by which a statement counts, whichever of them a customer has. A yes says something
 * of the whole customer only as long as that is one, so it counts by the record with which it came.
 * A no counts by each of whom it was told: they may part because somebody has another phone number
 * now, and nobody is to be written to again by that.
 *
 * @example
 * ```ts
 * import { ConsentHolding } from "entrepot/customers"
 *
 * const told = { recordId: "web-1", recordIds: ["web-1", "till-1"] }
 * for (const standing of ["given", "withdrawn"] as const)
 *   console.log(standing, ConsentHolding.of({ ...told, statement: { standing } }))
 * ```
 * ```text
 * given [ 'web-1' ]
 * withdrawn [ 'web-1', 'till-1' ]
 * ```
 */
export const of = (told: Held): ReadonlyArray<string> => {
  const all = about(told)
  const isYes = told.statement.standing === "given"
  return isYes && all.includes(told.recordId) ? [told.recordId] : all
}

/** A decision by hand, and whom it parts or joins. */
export interface Decided {
  readonly edgeId: string
  /**
   * Each with all records that the decision takes for others from now on, and those of the same
   * customer: a merge that is taken back, or a veto that is made. None where it joins instead.
   */
  readonly before: ReadonlyArray<ReadonlyArray<string>>
  /** The same records by the customers that they are afterwards. */
  readonly after: ReadonlyArray<ReadonlyArray<string>>
}

/**
 * A statement after a decision by hand: it is none any more of those who are parted by it from the
 * record with which it came, and of them again when the decision is taken back or they are joined
 * by hand. So after a wrong merge was taken back each has what they would have had without it, and
 * a split that was wrong takes no no away.
 *
 * @example
 * ```ts
 * import { ConsentHolding } from "entrepot/customers"
 *
 * const [all, apart] = [[["web-1", "till-1"]], [["web-1"], ["till-1"]]]
 * const recordIds = ["web-1", "till-1"]
 * const statement = { standing: "withdrawn" } as const
 * const no = { recordId: "web-1", recordIds, statement }
 * const split = ConsentHolding.decided(no, { edgeId: "e1", before: all, after: apart })
 * const again = ConsentHolding.decided(split, { edgeId: "e1", before: [], after: all })
 * console.log(ConsentHolding.of(split), ConsentHolding.of(again))
 * ```
 * ```text
 * [ 'web-1' ] [ 'web-1', 'till-1' ]
 * ```
 */
export const decided = <A extends Held>(told: A, { edgeId, before, after }: Decided): A => {
  const withIt = (groups: ReadonlyArray<ReadonlyArray<string>>) =>
    new Set(groups.filter((own) => own.includes(told.recordId)).flat())
  const [were, are] = [withIt(before), withIt(after)]
  const isOfThis = (one: Parted) => one.edgeId === edgeId
  const { parted: known = [] } = told
  const stands = known.filter(
    (one) => !are.has(one.recordId) && (before.length > 0 || !isOfThis(one)),
  )
  const own = new Set(stands.filter(isOfThis).map(({ recordId }) => recordId))
  const news = told.recordIds.filter((id) => were.has(id) && !are.has(id) && !own.has(id))
  return stands.length === known.length && news.length === 0
    ? told
    : { ...told, parted: [...stands, ...news.map((recordId) => ({ recordId, edgeId }))] }
}

/**
 * A statement after a record was withdrawn whose customer had `others` as well, the senior first;
 * none where it is of nobody who is left.
 *
 * A no stays with each of them of whom it was told. Of a yes that came with the record nobody can
 * tell any more of whom of the others it was, and it stays with the senior of these.
 *
 * @example
 * ```ts
 * import { ConsentHolding } from "entrepot/customers"
 *
 * for (const standing of ["given", "withdrawn"] as const) {
 *   const recordIds = ["web-1", "till-1", "app-1"]
 *   const told = { recordId: "web-1", recordIds, statement: { standing } }
 *   const left = ConsentHolding.without(told, "web-1", ["till-1", "app-1"])
 *   console.log(standing, left === undefined ? [] : ConsentHolding.of(left))
 * }
 * ```
 * ```text
 * given [ 'till-1' ]
 * withdrawn [ 'till-1', 'app-1' ]
 * ```
 */
export const without = <A extends Held>(
  told: A,
  recordId: string,
  others: ReadonlyArray<string>,
): A | undefined => {
  const recordIds = told.recordIds.filter((id) => id !== recordId)
  if (recordIds.length === told.recordIds.length) return told
  const left = { ...told, recordIds }
  const all = about(left)
  if (all.length === 0) return undefined
  if (told.statement.standing === "withdrawn" || told.recordId !== recordId) return left
  const senior = others.find((id) => all.includes(id))
  return senior === undefined ? undefined : { ...left, recordId: senior }
}
