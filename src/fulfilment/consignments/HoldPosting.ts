/**
 * Posting what becomes of the units that holds keep for a consignment: they leave, or are free again.
 *
 * @module
 */
import { Array as Arr, Effect } from "effect"

import * as LotBook from "../../stock/lots/LotBook.ts"
import * as LotPosting from "../../stock/lots/LotPosting.ts"
import { LotHolds } from "../../stock/lots/LotRecords.ts"
import type { LotRefusal } from "../../stock/lots/LotRefusal.ts"
import * as SerialPosting from "../../stock/serials/SerialPosting.ts"
import type { SerialRefusal } from "../../stock/serials/SerialRefusal.ts"
import * as StockBook from "../../stock/StockBook.ts"
import * as StockPosting from "../../stock/StockPosting.ts"
import { Holds } from "../../stock/StockRecords.ts"
import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import type { Docket } from "./Docket.ts"
import type { UnitsNotHeld } from "./DocketRefusal.ts"
import * as HoldUnits from "./HoldUnits.ts"

/** What every posting of a command carries on. */
export interface Header {
  readonly commandId: string
  readonly occurredAt?: number | undefined
}

/** Why units do not leave their holds. */
export type HoldRefusal = UnitsNotHeld | LotRefusal | SerialRefusal

/**
 * The units that holds still keep for a consignment; what has expired is kept no more.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { type Docket, HoldPosting } from "entrepot/fulfilment"
 * import { Transaction } from "entrepot/store"
 *
 * const unitsKept = (docket: Docket.Docket) =>
 *   Transaction.use((tx) => HoldPosting.kept(tx, docket)).pipe(
 *     Effect.map((kept) => kept.reduce((total, { units }) => total + units, 0)),
 *   )
 * ```
 */
export const kept = Effect.fnUntraced(function* (
  tx: TransactionShape,
  { consignment: { place }, holds }: Docket,
): Effect.fn.Return<ReadonlyArray<HoldUnits.KeptUnits>> {
  const now = yield* tx.now
  const ids = holds.map(({ holdId }) => holdId)
  const lots = new Map(
    Arr.getSomes(yield* tx.getAll(LotHolds, ids)).map((hold) => [hold.holdId, hold]),
  )
  return Arr.getSomes(yield* tx.getAll(Holds, ids)).flatMap((hold) => {
    if (StockBook.hasExpired(hold, now)) return []
    const { holdId, keeper } = hold
    const ofHold = { holdId, ...(keeper === undefined ? {} : { keeper }) }
    const isHere = (line: { readonly place: string }): boolean => line.place === place
    const parts: ReadonlyArray<HoldUnits.KeptUnits> =
      keeper === "lots"
        ? (lots.get(holdId)?.lines ?? [])
            .filter(isHere)
            .map((line) => ({ ...ofHold, sku: line.sku, lot: line.lot, units: LotBook.open(line) }))
        : hold.lines
            .filter(isHere)
            .map((line) => ({ ...ofHold, sku: line.sku, units: StockBook.open(line) }))
    return parts.filter(({ units }) => units > 0)
  })
})

/** Units leave with a parcel, each with its serial number or its lot where it has one. */
export const ship = (
  header: Header,
  docket: Docket,
  wanted: ReadonlyArray<HoldUnits.WantedUnits>,
) => use("Ship", header, docket, wanted)

/** Units are free again, as many of them as are still held. */
export const release = (
  header: Header,
  docket: Docket,
  wanted: ReadonlyArray<HoldUnits.WantedUnits>,
) => use("Release", header, docket, wanted)

const use = Effect.fnUntraced(function* (
  verb: "Ship" | "Release",
  { commandId, occurredAt }: Header,
  docket: Docket,
  wanted: ReadonlyArray<HoldUnits.WantedUnits>,
): Effect.fn.Return<void, HoldRefusal, Transaction> {
  const tx = yield* Transaction
  const { consignmentId, place } = docket.consignment
  const there = yield* kept(tx, docket)
  const asked = verb === "Ship" ? wanted : HoldUnits.atMost(there, wanted)
  const taken = yield* Effect.fromResult(HoldUnits.take(consignmentId, there, asked))
  const header = { commandId, occurredAt }
  for (const units of groups(taken)) {
    const { holdId, keeper, document, serial } = units[0]
    if (serial !== undefined) {
      const lines = units.flatMap((one) =>
        one.serial === undefined ? [] : [{ sku: one.sku, serial: one.serial, place }],
      )
      yield* SerialPosting.post({ _tag: verb, ...header, holdId, document, lines })
    } else if (keeper === "lots") {
      const lines = units.flatMap(({ sku, lot, quantity }) =>
        lot === undefined ? [] : [{ sku, place, lot, quantity }],
      )
      yield* LotPosting.post({ _tag: verb, ...header, holdId, lines })
    } else {
      const lines = units.map(({ sku, quantity }) => ({ sku, place, quantity }))
      yield* StockPosting.post({ _tag: verb, ...header, holdId, lines })
    }
  }
})

/** What is posted together: the units of one hold, and of these the serials of one document. */
const groups = (
  taken: ReadonlyArray<HoldUnits.TakenUnits>,
): ReadonlyArray<Arr.NonEmptyReadonlyArray<HoldUnits.TakenUnits>> =>
  Array.from(
    Map.groupBy(taken, ({ holdId, serial, document }) =>
      [holdId, ...(serial === undefined ? [] : [document])].join("\u0000"),
    ).values(),
  ).flatMap(([first, ...others]) => (first === undefined ? [] : [[first, ...others] as const]))
