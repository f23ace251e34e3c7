/**
 * The life of a serial number as a table: which movement leads from which account to which.
 *
 * @module
 */
import type { Kind } from "./SerialAccount.ts"

/** What can be asked of a unit; see the command of the same name. */
export type Verb =
  | "Receive"
  | "SendBack"
  | "TransferOut"
  | "TransferIn"
  | "Hold"
  | "Release"
  | "Ship"
  | "Return"
  | "Quarantine"
  | "Clear"
  | "RepairIn"
  | "RepairOut"
  | "Scrap"
  | "Discard"
  | "Lose"
  | "Find"
  | "Count"

/** A movement: its verb, the account that the unit leaves, and the one that it enters. */
export type Move = readonly [verb: Verb, from: Kind, to: Kind]

/**
 * All movements there are. Whatever is not in the table is impossible, and each verb has at most one
 * row for an account, so that the account to enter follows.
 *
 * A unit that is held, or in transit, leaves only by a command that names its hold or its transfer.
 * Our own units and a customer's are on the bench in accounts of their own, so that no repair ends
 * as a sale. `Discard` is what becomes of the old unit of a replacement; nobody can ask for it alone.
 */
export const table: ReadonlyArray<Move> = [
  ["Receive", "Supplier", "Shelf"],
  ["SendBack", "Shelf", "Supplier"],
  ["SendBack", "Quarantine", "Supplier"],

  ["TransferOut", "Shelf", "Transit"],
  ["TransferIn", "Transit", "Shelf"],

  ["Hold", "Shelf", "Held"],
  ["Release", "Held", "Shelf"],
  ["Ship", "Shelf", "Customer"],
  ["Ship", "Held", "Customer"],
  ["Return", "Customer", "Shelf"],
  ["Return", "CustomerRepair", "Shelf"],

  ["Quarantine", "Shelf", "Quarantine"],
  ["Quarantine", "Repair", "Quarantine"],
  ["Quarantine", "Customer", "Quarantine"],
  ["Quarantine", "CustomerRepair", "Quarantine"],
  ["Clear", "Quarantine", "Shelf"],

  ["RepairIn", "Shelf", "Repair"],
  ["RepairIn", "Quarantine", "Repair"],
  ["RepairOut", "Repair", "Shelf"],
  ["RepairIn", "Customer", "CustomerRepair"],
  ["RepairOut", "CustomerRepair", "Customer"],

  ["Scrap", "Shelf", "Scrapped"],
  ["Scrap", "Quarantine", "Scrapped"],
  ["Scrap", "Repair", "Scrapped"],
  ["Discard", "Customer", "Scrapped"],
  ["Discard", "CustomerRepair", "Scrapped"],

  ["Lose", "Shelf", "Lost"],
  ["Lose", "Transit", "Lost"],
  ["Lose", "Quarantine", "Lost"],
  ["Lose", "Repair", "Lost"],
  ["Find", "Lost", "Shelf"],

  ["Count", "Shelf", "Shelf"],
  ["Count", "Held", "Held"],
  ["Count", "Quarantine", "Quarantine"],
  ["Count", "Repair", "Repair"],
  ["Count", "CustomerRepair", "CustomerRepair"],
]

const targets: ReadonlyMap<string, Kind> = new Map(
  table.map(([verb, from, to]) => [`${verb} ${from}`, to]),
)

/**
 * The account that a verb leads to, or nothing where it is impossible.
 *
 * @example
 * ```ts
 * import { SerialMoves } from "entrepot/stock"
 *
 * console.log(SerialMoves.target("RepairIn", "Customer"))
 * console.log(SerialMoves.target("Ship", "Repair"))
 * ```
 * ```text
 * CustomerRepair
 * undefined
 * ```
 */
export const target = (verb: Verb, from: Kind): Kind | undefined => targets.get(`${verb} ${from}`)
