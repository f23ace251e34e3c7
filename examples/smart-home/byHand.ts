/**
 * Before: the day by hand, with a sheet for the orders and one for the stock. Pure.
 *
 * Orders are worked on as they come. Where a person slips, the simulation follows what comes of it:
 * units that nobody took off the sheet are promised again, until a picker stands before an empty
 * shelf.
 */
import type { Day, DrawnOrder, Units } from "./day.ts"
import { unitsOf } from "./day.ts"
import { walkTo } from "./floor.ts"
import { items, shops } from "./goods.ts"
import type { ErrorKind, Fate, Outcome, Unsent } from "./outcome.ts"
import { type Slips, syncRounds, Tally } from "./touches.ts"

/** Units by item: at the own warehouse, and at the third party's. */
type Stock = readonly [Map<string, number>, Map<string, number>]

/** Works through a day. */
export const work = (day: Day, slips: Slips): Outcome => {
  const tally = new Tally()
  const shelves = stockOf(day)
  const sheet = stockOf(day)
  const fates = day.orders.map((order) => fateOf(order, { tally, shelves, sheet, slips }))
  tally.did("sync", items.length * shops.length * syncRounds)
  return { fates, work: tally.work }
}

interface Office {
  readonly tally: Tally
  /** What is there. */
  readonly shelves: Stock
  /** What people believe to be there. */
  readonly sheet: Stock
  readonly slips: Slips
}

const stockOf = ({ openings }: Day): Stock => [
  new Map(openings.map(({ sku, own }) => [sku, own])),
  new Map(openings.map(({ sku, thirdParty }) => [sku, thirdParty])),
]

const batteries = new Set(items.flatMap(({ sku, hasLithium }) => (hasLithium ? [sku] : [])))
const serialised = new Set(items.flatMap(({ sku, isSerialised }) => (isSerialised ? [sku] : [])))

const fateOf = (order: DrawnOrder, office: Office): Fate => {
  const { tally, slips } = office
  const { number } = order
  const unsent = (reason: Unsent): Fate => ({ unsent: reason, errors: new Set() })
  if (order.isChannels) return unsent("channel")
  tally.did("copy")
  if (slips(number, "copy")) return { errors: new Set(["lost"]) }
  const first = checked(order, office)
  if (typeof first === "string") return unsent(first)
  const went = new Set<ErrorKind>(first)
  const once = sent(order, office, went)
  // Nobody notices that the second row is the same order: all is done again.
  if (slips(number, "copyTwice") && sent(order, office, new Set()) === "sent" && once === "sent")
    went.add("doubled")
  return once === "short" ? unsent("short") : { errors: went }
}

/** Looks at an order before it is worked on: why it is not, or what goes wrong from here. */
const checked = (
  order: DrawnOrder,
  { tally, slips }: Office,
): Unsent | ReadonlyArray<ErrorKind> => {
  const { number, hasOddAddress, isBlacklisted, answersAt, asksToCancelAt } = order
  tally.did("check")
  if (asksToCancelAt !== undefined) {
    tally.did("cancel")
    if (!slips(number, "cancel")) return "cancelled"
  }
  const overlooks = slips(number, "check")
  if (isBlacklisted && !overlooks) return "refused"
  if (hasOddAddress && !overlooks) {
    tally.did("ask")
    if (answersAt === undefined) return "asked"
  }
  return [
    ...(isBlacklisted || asksToCancelAt !== undefined ? (["unwanted"] as const) : []),
    ...(hasOddAddress && overlooks ? (["wrongAddress"] as const) : []),
  ]
}

/**
 * Sends an order from the place that has it all by the sheet, or not at all: then it waits for goods,
 * or was promised in vain.
 */
const sent = (
  order: DrawnOrder,
  { tally, slips, sheet, shelves }: Office,
  went: Set<ErrorKind>,
): "sent" | "short" | "promised" => {
  const { number, lines } = order
  const units = unitsOf(lines)
  tally.did("stock", lines.length)
  const at = sheet.findIndex((known) => hasAll(known, units))
  const [believed, there] = [sheet[at], shelves[at]]
  if (believed === undefined || there === undefined) return "short"
  for (const [part, line] of lines.entries())
    if (!slips(number, "stock", part)) take(believed, unitsOf([line]))
  tally.did("courier")
  if (slips(number, "courier") && units.some(({ sku }) => batteries.has(sku))) went.add("late")
  tally.did("pick", units.length)
  tally.walked(walkTo(new Set(units.map(({ sku }) => sku))))
  if (!hasAll(there, units)) {
    went.add("oversold")
    return "promised"
  }
  take(there, units)
  if (units.some((_, part) => slips(number, "pick", part))) went.add("wrongGoods")
  tally.did("pack")
  for (const { sku, quantity } of units) if (serialised.has(sku)) tally.did("serial", quantity)
  tally.did("label")
  if (slips(number, "label")) went.add("wrongAddress")
  tally.did("tracking")
  if (slips(number, "tracking")) went.add("late")
  tally.did("message")
  return "sent"
}

const hasAll = (stock: ReadonlyMap<string, number>, units: ReadonlyArray<Units>): boolean =>
  units.every(({ sku, quantity }) => (stock.get(sku) ?? 0) >= quantity)

const take = (stock: Map<string, number>, units: ReadonlyArray<Units>): void => {
  for (const { sku, quantity } of units) stock.set(sku, (stock.get(sku) ?? 0) - quantity)
}
