/**
 * The decisions about units of lots that come, go elsewhere, are found or are lost. Pure.
 *
 * @module
 */
import { Option, Result } from "effect"

import type { Instant } from "../../kernel/Calendar.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { isBeside, type StockAccount } from "../StockAccount.ts"
import * as StockBook from "../StockBook.ts"
import * as Lot from "./Lot.ts"
import * as LotBook from "./LotBook.ts"
import type { LotCommand, LotMovement } from "./LotCommand.ts"
import type { LotCarried, LotEvent } from "./LotEvent.ts"
import { merged, sums } from "./LotLines.ts"
import * as LotRefusal from "./LotRefusal.ts"

type Decision = Result.Result<ReadonlyArray<LotEvent>, LotRefusal.LotRefusal>
type CommandOf<Tag extends LotCommand["_tag"]> = Extract<LotCommand, { readonly _tag: Tag }>

/** Units of a lot in an account. */
interface Units {
  readonly sku: string
  readonly lot: string
  readonly quantity: number
  readonly account: StockAccount
}

/** Takes units back into the lots that they were of. */
export const returning = (
  book: LotBook.LotBook,
  command: CommandOf<"Return">,
  at: Instant,
): Decision =>
  Result.gen(function* () {
    const lines = yield* merged(command.lines)
    yield* known(book, lines)
    yield* countable(book, lines.map(onShelf))
    return [{ _tag: "Returned" as const, lines, at, ...documentOf(command) }]
  })

/** Moves units that nobody holds, with their age. */
export const moving = (book: LotBook.LotBook, command: CommandOf<"Move">, at: Instant): Decision =>
  Result.gen(function* () {
    const legs = (yield* legsOf(command.lines)).filter(
      ({ from, to }) => nameOf(from) !== nameOf(to),
    )
    if (legs.length === 0) return []
    yield* known(book, legs)
    yield* takeable(
      book,
      legs.map(({ from, ...leg }) => ({ ...leg, account: from })),
    )
    yield* countable(
      book,
      legs.map(({ to, ...leg }) => ({ ...leg, account: to })),
    )
    const lines = legs.map((leg): LotCarried => ({ ...leg, receivedAt: ageOf(book, leg, at) }))
    return [{ _tag: "Moved" as const, lines, ...documentOf(command) }]
  })

/** Writes down units that were found, or lost by nobody who holds them. */
export const adjusting = (
  book: LotBook.LotBook,
  command: CommandOf<"Adjust">,
  at: Instant,
): Decision =>
  Result.gen(function* () {
    const lines = (yield* sums(command.lines)).filter(({ delta }) => delta !== 0)
    if (lines.length === 0) return []
    yield* known(book, lines)
    const units = lines.map(({ delta, ...line }) => ({ ...line, quantity: delta }))
    const found = units.filter(({ quantity }) => quantity > 0)
    const lost = units
      .filter(({ quantity }) => quantity < 0)
      .map(({ quantity, ...line }) => ({ ...line, quantity: -quantity }))
    yield* takeable(book, lost.map(onShelf))
    yield* countable(book, found.map(onShelf))
    return [{ _tag: "Adjusted" as const, lines, at, ...documentOf(command) }]
  })

/** The paper of a command, where it names one. */
export const documentOf = ({ document }: { readonly document?: string | undefined }) =>
  document === undefined ? {} : { document }

const onShelf = <L extends LotBook.Of>({ place, ...line }: L) => ({
  ...line,
  account: { _tag: "Shelf" as const, place },
})

const nameOf = (account: StockAccount): string =>
  "place" in account ? `${account._tag}\u0000${account.place}` : account._tag

/** One line for each lot and both accounts. */
const legsOf = (lines: ReadonlyArray<LotMovement>) =>
  Result.map(
    Quantity.sumBy(
      lines,
      ({ sku, lot, from, to }) =>
        [LotBook.lotName({ sku, lot }), nameOf(from), nameOf(to)].join("\u0001"),
      ({ quantity }) => quantity,
    ),
    (found) =>
      found.map(([{ sku, lot, from, to }, quantity]) => ({ sku, lot, quantity, from, to })),
  )

const ageOf = (
  book: LotBook.LotBook,
  { sku, lot, from }: Pick<LotMovement, "sku" | "lot" | "from">,
  at: Instant,
): Instant =>
  "place" in from ? LotBook.shelf(book, { sku, lot, place: from.place }).receivedAt : at

/** Refuses lots that nobody ever received. */
const known = (
  book: LotBook.LotBook,
  lines: ReadonlyArray<Pick<Units, "sku" | "lot">>,
): Result.Result<unknown, LotRefusal.UnknownLot> => {
  const lots = lines
    .filter((line) => Option.isNone(LotBook.lot(book, line)))
    .map(({ sku, lot }) => ({ sku, lot }))
  return lots.length > 0
    ? Result.fail(new LotRefusal.UnknownLot({ lots }))
    : Result.succeed(undefined)
}

/** Units of each lot in each account. */
const inAccounts = (lines: ReadonlyArray<Units>) =>
  Quantity.sumBy(
    lines,
    ({ sku, lot, account }) => [LotBook.lotName({ sku, lot }), nameOf(account)].join("\u0001"),
    ({ quantity }) => quantity,
  )

const shelfOf = (book: LotBook.LotBook, { sku, lot }: Units, place: string): Lot.LotShelf =>
  LotBook.shelf(book, { sku, place, lot })

/** Held units belong to somebody, so that only free ones can be taken from a shelf. */
const takeable = (
  book: LotBook.LotBook,
  lines: ReadonlyArray<Units>,
): Result.Result<unknown, LotRefusal.LotExceeded | Quantity.QuantityOverflow> =>
  Result.flatMap(inAccounts(lines), (leaving) => {
    const excess = leaving.flatMap(([line, wanted]) => {
      const { sku, lot, account } = line
      if (!("place" in account)) return []
      const shelf = shelfOf(book, line, account.place)
      const there = isBeside(account) ? StockBook.beside(shelf, account._tag) : Lot.free(shelf)
      return wanted > there ? [{ sku, lot, account, wanted, there }] : []
    })
    return excess.length > 0
      ? Result.fail(new LotRefusal.LotExceeded({ lines: excess }))
      : Result.succeed(undefined)
  })

/** Refuses what could not be counted any more. */
const countable = (
  book: LotBook.LotBook,
  lines: ReadonlyArray<Units>,
): Result.Result<unknown, Quantity.QuantityOverflow> =>
  Result.flatMap(inAccounts(lines), (arriving) =>
    Result.all(
      arriving.map(([line, quantity]) => {
        const { account } = line
        if (!("place" in account)) return Result.succeed(quantity)
        const shelf = shelfOf(book, line, account.place)
        const there = isBeside(account) ? StockBook.beside(shelf, account._tag) : shelf.onHand
        return Quantity.plus(there, quantity)
      }),
    ),
  )
