/**
 * The decisions on units with serial numbers: derived from the table of movements. Pure.
 *
 * @module
 */
import { Result } from "effect"

import type * as Calendar from "../../kernel/Calendar.ts"
import { mainPlace } from "../StockCommand.ts"
import { type Kind, placeOf, type SerialAccount } from "./SerialAccount.ts"
import * as SerialBook from "./SerialBook.ts"
import { holdIdOf, type SerialCommand, type SerialLine, type SerialRef } from "./SerialCommand.ts"
import type { Moved, SerialEvent } from "./SerialEvent.ts"
import { target, type Verb } from "./SerialMoves.ts"
import {
  type DuplicateSerial,
  type ImpossibleMove,
  SerialMoveImpossible,
  type SerialRefusal,
  SerialsDuplicated,
} from "./SerialRefusal.ts"

/** What a decision comes to. */
export type Decision = Result.Result<ReadonlyArray<SerialEvent>, SerialRefusal>

/**
 * Decides a command on a book that knows the units which the command names; nothing else is looked
 * at. `now` (epoch milliseconds) is when it happened, unless the command says so.
 *
 * All units move, or none and the refusal names every line at fault.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { SerialBook, SerialDecision } from "entrepot/stock"
 *
 * const decision = SerialDecision.decide(
 *   SerialBook.empty,
 *   { _tag: "Ship", commandId: "c1", lines: [{ sku: "PHONE", serial: "A1" }] },
 *   0,
 * )
 * console.log(Result.isFailure(decision) && decision.failure.message)
 * ```
 * ```text
 * line 0: no Ship of PHONE A1, which is not in stock
 * ```
 */
export const decide = (
  book: SerialBook.Book,
  command: SerialCommand,
  now: Calendar.Instant,
): Decision => {
  const asked = asksOf(command)
  const duplicates = duplicatesOf(asked)
  if (duplicates.length > 0) return Result.fail(new SerialsDuplicated({ serials: duplicates }))
  const lines: Array<Moved> = []
  const impossible: Array<ImpossibleMove> = []
  for (const ask of asked)
    Result.match(moveOf(command, ask, SerialBook.where(book, ask)), {
      onSuccess: (line) => lines.push(line),
      onFailure: (fault) => impossible.push(fault),
    })
  if (impossible.length > 0) return Result.fail(new SerialMoveImpossible({ moves: impossible }))
  return Result.succeed([{ _tag: tagOf(command), ...headOf(command, now), lines }])
}

/** The name of the event that a command comes to. */
export const tagOf = ({ _tag }: SerialCommand): SerialEvent["_tag"] => past[_tag]

/** What an event tells of its command: when, under which document, and by whom. */
export const headOf = (
  { occurredAt, document, actor }: Pick<SerialCommand, "occurredAt" | "document" | "actor">,
  now: Calendar.Instant,
): Pick<SerialEvent, "at" | "document" | "actor"> => ({
  at: occurredAt ?? now,
  ...(document === undefined ? {} : { document }),
  ...(actor === undefined ? {} : { actor }),
})

const past = {
  Receive: "Received",
  SendBack: "SentBack",
  TransferOut: "TransferredOut",
  TransferIn: "TransferredIn",
  Hold: "Held",
  Release: "Released",
  Ship: "Shipped",
  Return: "Returned",
  Quarantine: "Quarantined",
  Clear: "Cleared",
  RepairIn: "RepairedIn",
  RepairOut: "RepairedOut",
  Replace: "Replaced",
  Scrap: "Scrapped",
  Lose: "Lost",
  Find: "Found",
  Count: "Counted",
} as const satisfies Record<SerialCommand["_tag"], SerialEvent["_tag"]>

/** What one line asks of one unit. */
interface Ask extends SerialLine {
  readonly line: number
  readonly verb: Verb
  readonly lot?: string | undefined
  readonly with?: SerialRef
}

const asksOf = (command: SerialCommand): ReadonlyArray<Ask> =>
  command._tag === "Replace"
    ? command.lines.flatMap(({ by, ...old }, line): ReadonlyArray<Ask> => [
        { ...old, line, verb: command.old, with: refOf(by) },
        { ...by, line, verb: "Ship", with: refOf(old) },
      ])
    : command.lines.map((unit, line) => ({ ...unit, line, verb: command._tag }))

const refOf = ({ sku, serial }: SerialRef): SerialRef => ({ sku, serial })

const duplicatesOf = (asked: ReadonlyArray<Ask>): ReadonlyArray<DuplicateSerial> => {
  if (asked.length === 1) return []
  const found = new Map<string, SerialRef & { lines: Array<number> }>()
  for (const ask of asked) {
    const name = SerialBook.serialName(ask)
    const known = found.get(name)
    if (known === undefined) found.set(name, { ...refOf(ask), lines: [ask.line] })
    else known.lines.push(ask.line)
  }
  return [...found.values()].filter(({ lines }) => lines.length > 1)
}

const moveOf = (
  command: SerialCommand,
  ask: Ask,
  from: SerialAccount,
): Result.Result<Moved, ImpossibleMove> => {
  const { line, sku, serial, lot, with: other } = ask
  const fault = { line, sku, serial, asked: ask.verb, where: from }
  const kind = target(ask.verb, from._tag)
  if (kind === undefined) return Result.fail(fault)
  const expected = disagreement(command, ask, from, kind)
  if (expected !== undefined) return Result.fail({ ...fault, expected })
  return Result.succeed({
    sku,
    serial,
    from,
    to: accountOf(kind, command, placeOf(from) ?? ask.place ?? mainPlace, from),
    ...(lot === undefined ? {} : { lot }),
    ...(other === undefined ? {} : { with: other }),
  })
}

/** The place, hold or transfer that the unit is bound to and the command does not name. */
const disagreement = (
  command: SerialCommand,
  { place }: Ask,
  from: SerialAccount,
  to: Kind,
): ImpossibleMove["expected"] => {
  const is = placeOf(from)
  if (is !== undefined && place !== undefined && place !== is) return { what: "place", id: place }
  // What stays where it is, as in a count, leaves no hold and no transfer.
  if (from._tag === to) return undefined
  if (from._tag === "Held" && holdIdOf(command) !== from.holdId)
    return named("hold", holdIdOf(command))
  if (from._tag === "Transit" && transferOf(command) !== from.transferId)
    return named("transfer", transferOf(command))
  // Who ships from a hold gets what is held, and not what lies beside it.
  if (from._tag === "Shelf" && to === "Customer" && holdIdOf(command) !== undefined)
    return named("hold", holdIdOf(command))
  return undefined
}

const named = (what: "hold" | "transfer", id: string | undefined) =>
  id === undefined ? { what } : { what, id }
const transferOf = (command: SerialCommand) =>
  "transferId" in command ? command.transferId : undefined

const accountOf = (
  kind: Kind,
  command: SerialCommand,
  place: string,
  from: SerialAccount,
): SerialAccount => {
  if (command._tag === "Hold") return { _tag: "Held", place, holdId: command.holdId }
  if (command._tag === "TransferOut")
    return { _tag: "Transit", place: command.to, transferId: command.transferId }
  switch (kind) {
    case "Shelf":
    case "Quarantine":
    case "Repair":
    case "CustomerRepair":
      return { _tag: kind, place }
    // No other command leads there: the unit stays.
    case "Held":
    case "Transit":
      return from
    default:
      return { _tag: kind }
  }
}
