/**
 * The decisions on what goes into a parcel, verified by scan. Pure.
 *
 * @module
 */
import { Equal, Result } from "effect"

import type { LineUnits } from "../consignments/Consignment.ts"
import * as Outbound from "./Outbound.ts"
import { type PackedScan, type Parcel, unitName } from "./Parcel.ts"
import type { ParcelCommand } from "./ParcelCommand.ts"
import type { ParcelEvent } from "./ParcelEvent.ts"
import {
  ConsignmentCancelled,
  ParcelIncomplete,
  type ParcelRefusal,
  ScanReused,
  SerialMissing,
  SerialPacked,
  TooManyUnits,
  WrongItem,
} from "./ParcelRefusal.ts"
import * as ParcelTransition from "./ParcelTransition.ts"

type Decision = Result.Result<ReadonlyArray<ParcelEvent>, ParcelRefusal>
type Asked<Tag extends ParcelCommand["_tag"]> = Extract<ParcelCommand, { readonly _tag: Tag }>

/** Units of each item that are in no parcel yet. */
const wanted = (
  outbound: Outbound.Outbound,
): ReadonlyArray<{ readonly sku: string; readonly units: number }> => {
  const items = Map.groupBy(Outbound.progress(outbound), ({ line }) => line.sku)
  return Array.from(items, ([sku, lines]) => ({
    sku,
    units: lines.reduce((total, { unpacked }) => total + unpacked, 0),
  })).filter(({ units }) => units > 0)
}

/** Puts scanned units into a parcel: lines of one item are filled in their order. */
export const packed = (
  outbound: Outbound.Outbound,
  parcel: Parcel,
  { scanId, scanned }: Asked<"Pack">,
  packedElsewhere: ReadonlyMap<string, string>,
): Decision => {
  const { parcelId } = parcel
  const { consignmentId, lines } = outbound.consignment
  const { sku, count, lot } = scanned
  const line = lines.find((line) => line.sku === sku)
  // A barcode may tell a serial number of an item where nobody keeps any.
  const serial = line?.serialised === false ? undefined : scanned.serial
  const scan = {
    scanId,
    sku,
    quantity: count,
    ...(serial === undefined ? {} : { serial }),
    ...(lot === undefined ? {} : { lot }),
  }
  const repeated = repeats(outbound, parcel, scan)
  if (repeated !== undefined)
    return repeated ? Result.succeed([]) : Result.fail(new ScanReused({ parcelId, scanId }))
  if (outbound.cancelled) return Result.fail(new ConsignmentCancelled({ consignmentId }))
  return ParcelTransition.when(parcel, "open", (): Decision => {
    const expected = wanted(outbound)
    if (line === undefined) return Result.fail(new WrongItem({ parcelId, sku, expected }))
    if (line.serialised) {
      if (serial === undefined || count !== 1)
        return Result.fail(new SerialMissing({ parcelId, sku, scanned: count }))
      const packedIn =
        holderOf(outbound, sku, serial) ?? packedElsewhere.get(unitName({ sku, serial }))
      if (packedIn !== undefined)
        return Result.fail(new SerialPacked({ parcelId, sku, serial, packedIn }))
    }
    const left = expected.find((item) => item.sku === sku)?.units ?? 0
    if (count > left) return Result.fail(new TooManyUnits({ parcelId, sku, scanned: count, left }))
    const packed = { ...scan, lines: filled(outbound, sku, count) }
    return Result.succeed([{ _tag: "UnitsPacked", consignmentId, parcelId, scan: packed }])
  })
}

/** Whether a scan of this id says the same as before; nothing where none has come. */
const repeats = (
  { parcels }: Outbound.Outbound,
  parcel: Parcel,
  scan: Omit<PackedScan, "lines">,
): boolean | undefined => {
  for (const { parcelId, scans } of parcels)
    for (const before of scans)
      if (before.scanId === scan.scanId)
        return (
          parcelId === parcel.parcelId && Equal.equals(before, { ...scan, lines: before.lines })
        )
  return undefined
}

/** The parcel of the consignment that a unit lies in. */
const holderOf = (
  { parcels }: Outbound.Outbound,
  sku: string,
  serial: string,
): string | undefined =>
  parcels.find(
    ({ stage, scans }) =>
      stage !== "stopped" && scans.some((scan) => scan.sku === sku && scan.serial === serial),
  )?.parcelId

/** The lines that units of an item are for; there are as many left. */
const filled = (
  outbound: Outbound.Outbound,
  sku: string,
  count: number,
): ReadonlyArray<LineUnits> => {
  let open = count
  return Outbound.progress(outbound).flatMap(({ line, unpacked }) => {
    const quantity = line.sku === sku ? Math.min(open, unpacked) : 0
    open -= quantity
    const { orderName, lineId } = line
    return quantity > 0 ? [{ orderName, lineId, quantity }] : []
  })
}

/** Closes a parcel once all units of the consignment are packed, or something is said of the rest. */
export const closed = (
  outbound: Outbound.Outbound,
  parcel: Parcel,
  { rest }: Asked<"Close">,
): Decision =>
  ParcelTransition.when(parcel, "packed", (): Decision => {
    const { consignmentId } = outbound.consignment
    const { parcelId } = parcel
    const missing = wanted(outbound)
    const isEmpty = parcel.scans.length === 0
    return isEmpty || (missing.length > 0 && rest === undefined)
      ? Result.fail(new ParcelIncomplete({ parcelId, isEmpty, missing }))
      : Result.succeed([
          {
            _tag: "ParcelClosed",
            consignmentId,
            parcelId,
            // Where nothing is left there is no rest to speak of.
            ...(rest === undefined || missing.length === 0 ? {} : { rest: { _tag: rest._tag } }),
          },
        ])
  })
