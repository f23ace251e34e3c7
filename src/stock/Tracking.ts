/**
 * Who may move which units: an item that is told apart by lot or by serial number moves only so. Pure.
 *
 * @module
 */
import { Option } from "effect"

import * as Pool from "./Pool.ts"
import * as StockBook from "./StockBook.ts"
import { mainPlace, type StockCommand } from "./StockCommand.ts"
import type { Keeper } from "./StockEvent.ts"
import { HoldKept, PlaceIsPool, UnitsTracked } from "./StockRefusal.ts"

type Where = Pick<StockBook.Shelf, "sku" | "place">

/** Why a command may not move its units in the way of a keeper, or of nobody, if it may not. */
export const keeping = (
  book: StockBook.Book,
  command: StockCommand,
  keeper: Keeper | undefined,
): HoldKept | PlaceIsPool | UnitsTracked | undefined => {
  if (keeper === undefined && !book.tied) return undefined
  const hold = "holdId" in command ? StockBook.hold(book, command.holdId) : Option.none()
  if (Option.isSome(hold)) {
    const owner = hold.value.keeper
    if (owner !== undefined && owner !== keeper && !(command._tag === "Extend" && owner === "kits"))
      return new HoldKept({ holdId: hold.value.holdId, keeper: owner })
  }
  const pools: Array<Where> = []
  const tracked: Array<Where & { readonly tracked: "lots" | "serials" | "units" }> = []
  for (const { sku, place } of touched(command, Option.getOrUndefined(hold))) {
    const shelf = Option.getOrUndefined(StockBook.shelf(book, { sku, place }))
    if (shelf === undefined) continue
    if (Pool.isPool(shelf) && !unpicked.has(command._tag)) pools.push({ sku, place })
    const how = shelf.ties?.tracked
    if (!isKept(command._tag, how, keeper)) tracked.push({ sku, place, tracked: how ?? "units" })
  }
  if (pools.length > 0) return new PlaceIsPool({ lines: pools })
  return tracked.length > 0 ? new UnitsTracked({ lines: tracked }) : undefined
}

/** What an order does with units before anybody knows where they lie, and which they are. */
const unpicked: ReadonlySet<StockCommand["_tag"]> = new Set(["Hold", "Extend", "Release", "Assign"])

const isKept = (
  tag: StockCommand["_tag"],
  tracked: StockBook.Ties["tracked"],
  keeper: Keeper | undefined,
): boolean => {
  if (tracked === "serials" && unpicked.has(tag) && keeper !== "lots") return true
  return keeper === "kits" ? tracked === undefined : tracked === keeper
}

const touched = (command: StockCommand, hold: StockBook.Hold | undefined): ReadonlyArray<Where> => {
  switch (command._tag) {
    case "Move":
      return command.lines.flatMap(({ sku, from, to }) =>
        [from, to].flatMap((account) =>
          "place" in account ? [{ sku, place: account.place }] : [],
        ),
      )
    case "Extend":
      return hold?.lines ?? []
    case "Release":
    case "Ship":
      return (command.lines ?? hold?.lines ?? []).map(whereOf)
    default:
      return command.lines.map(whereOf)
  }
}

const whereOf = ({
  sku,
  place = mainPlace,
}: {
  readonly sku: string
  readonly place?: string | undefined
}): Where => ({
  sku,
  place,
})
