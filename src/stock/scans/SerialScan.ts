/**
 * A scan of one unit as a fact: who scanned what, when and what for, and the command it comes to.
 *
 * @module
 */
import { Equal, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { type SerialCommand, SerialRef } from "../serials/SerialCommand.ts"
import { mainPlace } from "../StockCommand.ts"

/** A scanner; its name is short, so that it fits into a command id. */
export const Device = Id.Id.check(Schema.isMaxLength(50))

/**
 * A scan of one unit. `scanId` is the scanner's own, and so is `sequence`, which the device counts
 * up; each of the two makes the scan safe to repeat. `at` (epoch milliseconds) is the device's clock
 * when it scanned. `place` is where the device is, the main place unless given.
 */
export const SerialScan = Schema.Struct({
  scanId: Id.Id,
  device: Device,
  sequence: Quantity.Quantity,
  at: Calendar.Instant,
  purpose: Schema.Literals(["Receive", "Ship", "Return", "Count"]),
  ...SerialRef.fields,
  place: Schema.optionalKey(Id.PlaceId),
  document: Schema.optionalKey(Id.Id),
  /** The hold that is shipped from. */
  holdId: Schema.optionalKey(Id.Id),
  lot: Schema.optionalKey(Id.Id),
  actor: Schema.optionalKey(Id.Id),
})
/** A scan of one unit. */
export type SerialScan = typeof SerialScan.Type

/**
 * The id of the command of a scan: always the same for the same scan, and another for any other.
 *
 * @example
 * ```ts
 * import { SerialScan } from "entrepot/stock"
 *
 * console.log(SerialScan.commandId({ device: "gun-1", sequence: 17 }))
 * ```
 * ```text
 * scan/gun-1/17
 * ```
 */
export const commandId = ({ device, sequence }: Pick<SerialScan, "device" | "sequence">): string =>
  `scan/${device}/${sequence}`

/**
 * The command of a scan.
 *
 * @example
 * ```ts
 * import { SerialScan } from "entrepot/stock"
 *
 * const { _tag, commandId, occurredAt } = SerialScan.commandOf({
 *   scanId: "s-1",
 *   device: "gun-1",
 *   sequence: 17,
 *   at: 5,
 *   purpose: "Receive",
 *   sku: "PHONE",
 *   serial: "A1",
 * })
 * console.log(_tag, commandId, occurredAt)
 * ```
 * ```text
 * Receive scan/gun-1/17 5
 * ```
 */
export const commandOf = (scan: SerialScan): SerialCommand => {
  const { purpose, sku, serial, place = mainPlace, lot } = scan
  const header = {
    commandId: commandId(scan),
    occurredAt: scan.at,
    actor: scan.actor,
    document: scan.document,
  }
  const lines = [{ sku, serial, place }] as const
  switch (purpose) {
    case "Receive":
      return { _tag: purpose, ...header, lines: [{ sku, serial, place, lot }] }
    case "Ship":
      return { _tag: purpose, ...header, lines, holdId: scan.holdId }
    case "Return":
    case "Count":
      return { _tag: purpose, ...header, lines }
  }
}

/** Whether two scans say the same, whatever they are called. */
export const saysTheSame = (one: SerialScan, other: SerialScan): boolean =>
  Equal.equals(said(one), said(other))

const said = ({ scanId: _id, device: _device, sequence: _sequence, ...rest }: SerialScan) => rest

/** The order in which units were scanned: by clock, and by device and its count within it. */
export const isBefore = (one: SerialScan, other: SerialScan): boolean => {
  if (one.at !== other.at) return one.at < other.at
  return one.device === other.device ? one.sequence < other.sequence : one.device < other.device
}
