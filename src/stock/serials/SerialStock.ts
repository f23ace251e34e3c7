/**
 * What the ledger of quantities posts for an event of units, so that shelves say the same as serials.
 * Pure.
 *
 * @module
 */
import type { StockAccount } from "../StockAccount.ts"
import type { Hold } from "../StockBook.ts"
import type { ArrivingLine, Line, Movement, StockCommand } from "../StockCommand.ts"
import type { Leg as StockLeg } from "../StockEvent.ts"
import type { SerialAccount } from "./SerialAccount.ts"
import type { SerialCommand } from "./SerialCommand.ts"
import { type Leg, legs, type Moved, type SerialEvent } from "./SerialEvent.ts"

/**
 * The account of the ledger that units of an account are in. What is scrapped or missed is in its
 * `Loss`, and comes from there when it is found: so its balance is the units that are gone.
 *
 * @example
 * ```ts
 * import { SerialStock } from "entrepot/stock"
 *
 * console.log(SerialStock.accountOf({ _tag: "Transit", place: "shop", transferId: "t-1" }))
 * ```
 * ```text
 * { _tag: 'Transit', place: 'shop' }
 * ```
 */
export const accountOf = (account: SerialAccount): StockAccount => {
  switch (account._tag) {
    case "Held":
    case "Transit":
      return { _tag: account._tag, place: account.place }
    case "Scrapped":
    case "Lost":
      return { _tag: "Loss" }
    default:
      return account
  }
}

/**
 * The commands of the ledger for what a command on units came to. `hold` is the ledger's hold that the
 * command names, where there is one: what such an order holds by quantity is held already.
 *
 * Of two commands only the first can be refused: what the other one ships is known to be held.
 */
export const commandsOf = (
  event: SerialEvent,
  command: SerialCommand,
  hold: Hold | undefined,
): ReadonlyArray<StockCommand> => {
  const { commandId, actor, reason } = command
  const header = { commandId, actor, reason, occurredAt: event.at }
  const { document } = event
  const all = legs(event)
  switch (event._tag) {
    case "Counted":
      return []
    case "Received":
      return [{ _tag: "Receive", ...header, document, lines: event.lines.map(received(command)) }]
    case "Held":
      return hold === undefined && command._tag === "Hold"
        ? [
            {
              _tag: "Hold",
              ...header,
              holdId: command.holdId,
              expiresAt: command.expiresAt,
              lines: all.map((leg) => lineOf(leg, leg.to)),
            },
          ]
        : []
    case "Released":
      return hold?.keeper === "serials"
        ? [
            {
              _tag: "Release",
              ...header,
              holdId: hold.holdId,
              lines: all.map((leg) => lineOf(leg, leg.from)),
            },
          ]
        : []
    default: {
      const sale = "sale" in command ? command.sale : undefined
      const paper = { ...header, document, sale }
      const held = all.filter(({ from }) => from._tag === "Held")
      const others = all.filter(({ from }) => from._tag !== "Held")
      const moves: ReadonlyArray<StockCommand> = others.every(isReturn)
        ? [{ _tag: "Return", ...paper, lines: others.map((leg) => lineOf(leg, leg.to)) }]
        : [{ _tag: "Move", ...paper, lines: others.map(movementOf) }]
      return [
        ...(others.length === 0 ? [] : moves),
        ...(held.length === 0 || hold === undefined
          ? []
          : [
              {
                _tag: "Ship" as const,
                ...header,
                holdId: hold.holdId,
                lines: held.map((leg) => lineOf(leg, leg.from)),
              },
            ]),
      ]
    }
  }
}

/** Each unit is a line of its own, since each has a cost of its own. */
const received =
  (command: SerialCommand) =>
  ({ sku, to }: Moved, at: number): ArrivingLine => ({
    ...lineOf({ sku, quantity: 1 }, to),
    cost: command._tag === "Receive" ? command.lines[at]?.cost : undefined,
  })

/** The serial numbers of a leg: who costs each unit by itself asks which they are. */
export const serialsOf =
  ({ lines }: SerialEvent) =>
  (leg: StockLeg): ReadonlyArray<string> => {
    const name = nameOf(leg.sku, leg.from, leg.to)
    return lines
      .filter(({ sku, from, to }) => nameOf(sku, accountOf(from), accountOf(to)) === name)
      .map(({ serial }) => serial)
  }

const nameOf = (sku: string, ...accounts: ReadonlyArray<StockAccount>): string =>
  [sku, ...accounts.map((account) => JSON.stringify(account))].join("\u0000")

const isReturn = ({ from, to }: Leg): boolean => from._tag === "Customer" && to._tag === "Shelf"

const lineOf = ({ sku, quantity }: Pick<Leg, "sku" | "quantity">, account: SerialAccount): Line =>
  "place" in account ? { sku, quantity, place: account.place } : { sku, quantity }

const movementOf = ({ sku, quantity, from, to }: Leg): Movement => ({
  sku,
  quantity,
  from: accountOf(from),
  to: accountOf(to),
})
