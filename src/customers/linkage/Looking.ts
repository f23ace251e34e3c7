/**
 * Looking at two records of columns: how each field agrees, for all who weigh it.
 *
 * @module
 */
import type * as Columns from "./Columns.ts"
import * as Comparing from "./Comparing.ts"
import type { LinkageModel } from "./LinkageModel.ts"
import type { FieldName } from "./LinkRecord.ts"
import * as MaskedValue from "./MaskedValue.ts"

/** How the fields of two records agree, by the places of the comparisons. */
export interface Seen {
  /** Of a field that a mask hides as if it were missing. */
  readonly shown: Uint8Array
  /** Of the others as if they were. */
  readonly masked: Uint8Array
  readonly a: Int32Array
  readonly b: Int32Array
  /** What masks say at most, of each field. */
  readonly most: Float64Array
}

/** Looks at pairs by their places; what it answers is overwritten by the next. */
export const over = (model: LinkageModel, columns: Columns.Columns) => {
  const { comparisons } = model
  const placeOf = (field: FieldName) => comparisons.findIndex((other) => other.field === field)
  const fields = comparisons.map((comparison) => ({
    compare: Comparing.compile(comparison, columns),
    values: columns.columns.get(comparison.field)?.values ?? [],
    parts: comparison.parts?.map(placeOf),
  }))
  const size = fields.length
  const [shown, masked] = [new Uint8Array(size), new Uint8Array(size)]
  const seen: Seen = {
    shown,
    masked,
    a: new Int32Array(size),
    b: new Int32Array(size),
    most: new Float64Array(size),
  }
  const isCompared = (at: number) => (shown[at] ?? 0) > 0 || (masked[at] ?? 0) > 0
  return (a: number, b: number): Seen => {
    for (let at = 0; at < size; at += 1) {
      const field = fields[at]
      if (field === undefined) continue
      const { level, isMasked, a: one, b: other } = field.compare(a, b)
      shown[at] = isMasked ? 0 : level
      masked[at] = isMasked ? level : 0
      seen.a[at] = one
      seen.b[at] = other
      if (isMasked)
        seen.most[at] = MaskedValue.mostBits(field.values[one] ?? "", field.values[other] ?? "")
    }
    for (let at = 0; at < size; at += 1)
      if (fields[at]?.parts?.every(isCompared) === true) shown[at] = masked[at] = 0
    return seen
  }
}
