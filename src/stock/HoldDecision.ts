/**
 * The decisions about holds: to make one, to keep it longer, and to use it up. Pure.
 *
 * @module
 */
import { Option, Result } from "effect"

import * as Quantity from "../kernel/Quantity.ts"
import * as Expiry from "./Expiry.ts"
import * as Pool from "./Pool.ts"
import { shortage } from "./Shortage.ts"
import * as StockBook from "./StockBook.ts"
import type { StockCommand } from "./StockCommand.ts"
import type { Assigned, Keeper, Moved, StockEvent } from "./StockEvent.ts"
import { summed } from "./StockLines.ts"
import {
  ExpiryPassed,
  HoldExceeded,
  HoldExists,
  HoldExpired,
  NotInPool,
  type StockRefusal,
  UnknownHold,
} from "./StockRefusal.ts"

type Decided = Result.Result<ReadonlyArray<StockEvent>, StockRefusal>

/** Keeps units for an order, all lines or none. */
export const holding = (
  book: StockBook.Book,
  { holdId, lines, expiresAt }: Extract<StockCommand, { _tag: "Hold" }>,
  keeper: Keeper | undefined,
): Decided =>
  Option.isSome(StockBook.hold(book, holdId))
    ? Result.fail(new HoldExists({ holdId }))
    : Result.flatMap(expiryOf(book, expiresAt), (expiry) =>
        Result.flatMap(summed(lines), (wanted) => {
          const refusal = shortage(book, wanted)
          return refusal === undefined
            ? Result.succeed([
                {
                  _tag: "Held",
                  holdId,
                  lines: wanted,
                  ...expiry,
                  ...(keeper === undefined ? {} : { keeper }),
                },
              ])
            : Result.fail(refusal)
        }),
      )

/** The whole second at which units become free, if they do, and if it is still to come. */
const expiryOf = (
  { now }: StockBook.Book,
  instant: number | undefined,
): Result.Result<{ readonly expiresAt?: number }, ExpiryPassed> => {
  if (instant === undefined) return Result.succeed({})
  const expiresAt = Expiry.secondOf(instant) * 1_000
  return expiresAt <= now
    ? Result.fail(new ExpiryPassed({ expiresAt, now }))
    : Result.succeed({ expiresAt })
}

/** Ships or releases units of a hold: all that are open unless lines are given. */
export const using = (
  book: StockBook.Book,
  { holdId, lines }: Extract<StockCommand, { _tag: "Release" | "Ship" }>,
  event: (lines: ReadonlyArray<Moved>) => StockEvent,
): Decided =>
  Result.flatMap(standing(book, holdId), (hold) =>
    Result.flatMap(
      lines === undefined ? Result.succeed(openLines(hold)) : summed(lines),
      (wanted) => {
        const excess = excessOf(hold, wanted)
        return wanted.length === 0 || excess.length > 0
          ? Result.fail(new HoldExceeded({ holdId, lines: excess }))
          : Result.succeed([event(wanted)])
      },
    ),
  )

/** The hold of an id, unless it has expired. */
const standing = (
  book: StockBook.Book,
  holdId: string,
): Result.Result<StockBook.Hold, UnknownHold | HoldExpired> => {
  const found = StockBook.hold(book, holdId)
  if (Option.isNone(found)) return Result.fail(new UnknownHold({ holdId }))
  const { expiresAt } = found.value
  return expiresAt !== undefined && StockBook.hasExpired(found.value, book.now)
    ? Result.fail(new HoldExpired({ holdId, expiredAt: expiresAt }))
    : Result.succeed(found.value)
}

/** Keeps what is open of a hold until another instant. */
export const extending = (
  book: StockBook.Book,
  { holdId, expiresAt }: Extract<StockCommand, { _tag: "Extend" }>,
): Decided =>
  Result.flatMap(standing(book, holdId), (hold) =>
    Result.flatMap(expiryOf(book, expiresAt), (expiry) => {
      const lines = openLines(hold)
      if (lines.length === 0) return Result.fail(new HoldExceeded({ holdId, lines: [] }))
      return expiry.expiresAt === hold.expiresAt
        ? Result.succeed([])
        : Result.succeed([{ _tag: "Extended", holdId, lines, ...expiry }])
    }),
  )

/** Gives units that are held of a pool a place, where as many are available. */
export const assigning = (
  book: StockBook.Book,
  { holdId, lines }: Extract<StockCommand, { _tag: "Assign" }>,
): Decided =>
  Result.gen(function* () {
    const hold = yield* standing(book, holdId)
    const wanted = yield* assignments(lines)
    const strange = wanted.filter(({ sku, pool, place }) => {
      const gate = Option.getOrUndefined(StockBook.shelf(book, { sku, place: pool }))
      return gate?.ties?.places?.includes(place) !== true
    })
    if (strange.length > 0)
      return yield* Result.fail(
        new NotInPool({
          holdId,
          lines: strange.map(({ sku, pool, place }) => ({ sku, pool, place })),
        }),
      )
    const freed = yield* summed(
      wanted.map(({ sku, pool, quantity }) => ({ sku, place: pool, quantity })),
    )
    const excess = excessOf(hold, freed)
    if (excess.length > 0) return yield* Result.fail(new HoldExceeded({ holdId, lines: excess }))
    const taken = yield* summed(wanted)
    // What leaves the pool is taken at a place: together they change nothing of what others may have.
    const gates = freed.reduce(
      (after, { sku, place, quantity }) => Pool.without(after, { sku, place }, quantity),
      book,
    )
    const refusal = shortage(gates, taken)
    if (refusal !== undefined) return yield* Result.fail(refusal)
    return [{ _tag: "Assigned" as const, holdId, lines: wanted }]
  })

/** One line for each item, pool and place. */
const assignments = (
  lines: ReadonlyArray<Assigned>,
): Result.Result<ReadonlyArray<Assigned>, Quantity.QuantityOverflow> =>
  Result.map(
    Quantity.sumBy(
      lines,
      ({ sku, pool, place }) => [sku, pool, place].join("\u0000"),
      ({ quantity }) => quantity,
    ),
    (found) => found.map(([{ sku, pool, place }, quantity]) => ({ sku, place, quantity, pool })),
  )

const openLines = (hold: StockBook.Hold): ReadonlyArray<Moved> =>
  hold.lines
    .filter((line) => StockBook.open(line) > 0)
    .map((line) => ({ sku: line.sku, place: line.place, quantity: StockBook.open(line) }))

const excessOf = (hold: StockBook.Hold, wanted: ReadonlyArray<Moved>) => {
  const open = new Map(
    hold.lines.map((line) => [StockBook.shelfName(line), StockBook.open(line)] as const),
  )
  return wanted
    .map(({ sku, place, quantity }) => ({
      sku,
      place,
      wanted: quantity,
      open: open.get(StockBook.shelfName({ sku, place })) ?? 0,
    }))
    .filter((line) => line.wanted > line.open)
}
