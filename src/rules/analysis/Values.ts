/**
 * Values of one fact that stand for all others. Pure.
 *
 * @module
 */
import type { AnyValue } from "../Facts.ts"

/** Values of a fact, one for each answer that conditions can give; or not all, and why. */
export interface Values<A = AnyValue> {
  readonly values: ReadonlyArray<A | undefined>
  /** Why a value that is not listed may be answered in another way; absent where none is. */
  readonly open?: string
}
