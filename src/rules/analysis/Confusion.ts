/**
 * How predictions stood to what happened: counts of both, and the shares that follow from them. Pure.
 *
 * @module
 */

/**
 * Counts of subjects whose outcome is known. A subject is positive where what was to be found did
 * happen, such as a chargeback, and predicted where a rule hit it.
 */
export interface Confusion {
  readonly truePositives: number
  readonly falsePositives: number
  readonly trueNegatives: number
  readonly falseNegatives: number
}

/** Counts, from how many were predicted of the positive and of the negative ones. */
export const of = (
  predicted: { readonly positives: number; readonly negatives: number },
  all: { readonly positives: number; readonly negatives: number },
): Confusion => ({
  truePositives: predicted.positives,
  falsePositives: predicted.negatives,
  trueNegatives: all.negatives - predicted.negatives,
  falseNegatives: all.positives - predicted.positives,
})

const share = (part: number, whole: number): number | undefined =>
  whole === 0 ? undefined : part / whole

/**
 * Of the predicted subjects the share that is positive, from 0 to 1; nothing where none was predicted.
 *
 * @example
 * ```ts
 * import { Confusion } from "entrepot/rules"
 *
 * const confusion = Confusion.of({ positives: 3, negatives: 1 }, { positives: 6, negatives: 90 })
 * console.log(Confusion.precision(confusion), Confusion.recall(confusion))
 * ```
 * ```text
 * 0.75 0.5
 * ```
 */
export const precision = ({ truePositives, falsePositives }: Confusion): number | undefined =>
  share(truePositives, truePositives + falsePositives)

/**
 * Of the positive subjects the share that was predicted, from 0 to 1; nothing where none is positive.
 *
 * @example
 * ```ts
 * import { Confusion } from "entrepot/rules"
 *
 * const confusion = Confusion.of({ positives: 0, negatives: 5 }, { positives: 0, negatives: 90 })
 * console.log(Confusion.recall(confusion))
 * ```
 * ```text
 * undefined
 * ```
 */
export const recall = ({ truePositives, falseNegatives }: Confusion): number | undefined =>
  share(truePositives, truePositives + falseNegatives)
