/** Who is measured, over which store. */
import type { Place } from "./loop.ts"

export type StoreName = "postgres" | "sqlite"

/** An opened subject with stock on its shelves. */
export interface Open {
  readonly place: Place
  readonly close: () => Promise<void>
}

export interface Subject {
  readonly name: string
  /** `database` is a URL or a file. Items `SKU-0` to `SKU-(skus-1)` have plenty. */
  readonly open: (database: string, schema: string, skus: number) => Promise<Open>
}

/** Units of each item at the beginning: more than any run takes. */
export const plenty = 1_000_000_000
