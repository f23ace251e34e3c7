/**
 * Holding a statement: of which records it is, while they live and when one of them is withdrawn. Pure.
 *
 * @module
 */

/** As much of a statement that was heard as says whose it is; `Consent.Told` says what that means. */
export interface Held {
  readonly recordId: string
  readonly recordIds: ReadonlyArray<string>
  readonly statement: { readonly standing: "given" | "withdrawn" }
}

/**
 * The records by which a statement counts, whichever of them a customer has: the one with which it came,
 * and each that is left of whom it was told where that one was withdrawn.
 *
 * @example
 * ```ts
 * import { ConsentHolding } from "entrepot/customers"
 *
 * const no = { statement: { standing: "withdrawn" }, recordId: "web-1" } as const
 * console.log(ConsentHolding.of({ ...no, recordIds: ["web-1", "till-1"] }))
 * console.log(ConsentHolding.of({ ...no, recordIds: ["till-1", "app-1"] }))
 * ```
 * ```text
 * [ 'web-1' ]
 * [ 'till-1', 'app-1' ]
 * ```
 */
export const of = ({
  recordId,
  recordIds,
}: Pick<Held, "recordId" | "recordIds">): ReadonlyArray<string> =>
  recordIds.includes(recordId) ? [recordId] : recordIds

/**
 * A statement after a record was withdrawn whose customer had `others` as well, the senior first; none
 * where it was told of nobody who is left.
 *
 * Nobody can tell any more of whom of the others it was, so they may part by this or later: a no stays with
 * each of them of whom it was told, and a yes with the senior of these.
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
  if (told.recordId !== recordId) return recordIds.length === 0 ? undefined : { ...told, recordIds }
  const asked = others.filter((id) => recordIds.includes(id))
  const [senior] = asked
  if (senior === undefined) return undefined
  return told.statement.standing === "given"
    ? { ...told, recordId: senior, recordIds }
    : { ...told, recordIds: asked }
}
