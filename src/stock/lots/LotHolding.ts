/**
 * How lots are picked for an order, and what becomes of them.
 *
 * @module
 */
import { Option, Result } from "effect"

import type { Instant } from "../../kernel/Calendar.ts"
import * as Slots from "../Expiry.ts"
import * as StockBook from "../StockBook.ts"
import { mainPlace } from "../StockCommand.ts"
import { ExpiryPassed, HoldExists, HoldExpired, UnknownHold } from "../StockRefusal.ts"
import * as Lot from "./Lot.ts"
import * as LotBook from "./LotBook.ts"
import type { LotCommand, WantedLine } from "./LotCommand.ts"
import type { LotEvent, LotMoved } from "./LotEvent.ts"
import { evolve } from "./LotEvolution.ts"
import { exceeding, merged } from "./LotLines.ts"
import * as LotPick from "./LotPick.ts"
import * as LotRefusal from "./LotRefusal.ts"

type Decision = Result.Result<ReadonlyArray<LotEvent>, LotRefusal.LotRefusal>

/** Picks what an order wants, all lines or none. */
export const holding = (
  book: LotBook.LotBook,
  { holdId, lines, expiresAt }: Extract<LotCommand, { _tag: "Hold" }>,
  at: Instant,
): Decision =>
  Option.isSome(LotBook.hold(book, holdId))
    ? Result.fail(new HoldExists({ holdId }))
    : Result.flatMap(expiryOf(book, expiresAt), (expiry) =>
        Result.map(picking(book, holdId, lines, at), (picked) => [
          { _tag: "Held", holdId, lines: picked, ...expiry },
        ]),
      )

/** The whole second at which units become free, if they do, and if it is still to come. */
const expiryOf = (
  { now }: LotBook.LotBook,
  instant: number | undefined,
): Result.Result<{ readonly expiresAt?: number }, ExpiryPassed> => {
  if (instant === undefined) return Result.succeed({})
  const expiresAt = Slots.secondOf(instant) * 1_000
  return expiresAt <= now
    ? Result.fail(new ExpiryPassed({ expiresAt, now }))
    : Result.succeed({ expiresAt })
}

const picking = (
  book: LotBook.LotBook,
  holdId: string,
  lines: ReadonlyArray<WantedLine>,
  at: Instant,
): Result.Result<ReadonlyArray<LotMoved>, LotRefusal.LotRefusal> => {
  const wanted = lines
    .map(({ sku, place = mainPlace, quantity, strategy }, line) => {
      const policy = LotBook.policy(book, sku)
      return { line, sku, place, quantity, policy, strategy: strategy ?? policy.strategy }
    })
    .toSorted((one, other) => named(other.strategy) - named(one.strategy))
  const short: Array<LotRefusal.ShortLots> = []
  const picked: Array<LotMoved> = []
  let left = book
  for (const { line, sku, place, quantity, policy, strategy } of wanted) {
    const lots = LotBook.lotsAt(left, { sku, place })
    const picks = LotPick.pick(lots, quantity, strategy, at, LotPick.keepsUntil(policy, at))
    if (Result.isFailure(picks)) {
      const { there } = picks.failure
      short.push({ line, sku, place, wanted: quantity, there })
      continue
    }
    const taken = picks.success.map((pick) => ({ sku, place, ...pick }))
    left = evolve(left, { _tag: "Held", holdId, lines: taken })
    picked.push(...taken)
  }
  return short.length > 0
    ? Result.fail(
        new LotRefusal.InsufficientLots({ lines: short.toSorted((a, b) => a.line - b.line) }),
      )
    : merged(picked)
}

const named = ({ _tag }: LotPick.Strategy): number => (_tag === "ByLot" ? 1 : 0)

/** The hold of an id, unless it has expired. */
const standing = (
  book: LotBook.LotBook,
  holdId: string,
): Result.Result<LotBook.LotHold, UnknownHold | HoldExpired> => {
  const found = Option.getOrUndefined(LotBook.hold(book, holdId))
  if (found === undefined) return Result.fail(new UnknownHold({ holdId }))
  const { expiresAt } = found
  return expiresAt !== undefined && StockBook.hasExpired(found, book.now)
    ? Result.fail(new HoldExpired({ holdId, expiredAt: expiresAt }))
    : Result.succeed(found)
}

const openLines = ({ lines }: LotBook.LotHold): ReadonlyArray<LotMoved> =>
  lines
    .filter((line) => LotBook.open(line) > 0)
    .map((line) => ({
      sku: line.sku,
      place: line.place,
      lot: line.lot,
      quantity: LotBook.open(line),
    }))

/** Keeps what is open of a hold until another instant. */
export const extending = (
  book: LotBook.LotBook,
  { holdId, expiresAt }: Extract<LotCommand, { _tag: "Extend" }>,
): Decision =>
  Result.flatMap(standing(book, holdId), (hold) =>
    Result.flatMap(expiryOf(book, expiresAt), (expiry) => {
      const lines = openLines(hold)
      if (lines.length === 0)
        return Result.fail(new LotRefusal.LotHoldExceeded({ holdId, lines: [] }))
      return Result.succeed(
        expiry.expiresAt === hold.expiresAt
          ? []
          : [{ _tag: "Extended" as const, holdId, lines, ...expiry }],
      )
    }),
  )

/** The lines of a hold that a command names, or all that are open. */
const ofHold = (
  book: LotBook.LotBook,
  { holdId, lines }: Extract<LotCommand, { _tag: "Release" | "Ship" }>,
): Result.Result<ReadonlyArray<LotMoved>, LotRefusal.LotRefusal> =>
  Result.flatMap(standing(book, holdId), (hold) => {
    const open = openLines(hold)
    return Result.flatMap(lines === undefined ? Result.succeed(open) : merged(lines), (wanted) => {
      const excess = exceeding(
        wanted,
        (line) => open.find((other) => LotBook.sameLot(line, other))?.quantity ?? 0,
      )
      return wanted.length === 0 || excess.length > 0
        ? Result.fail(new LotRefusal.LotHoldExceeded({ holdId, lines: excess }))
        : Result.succeed(wanted)
    })
  })

/** Frees what a hold keeps. */
export const releasing = (
  book: LotBook.LotBook,
  command: Extract<LotCommand, { _tag: "Release" }>,
): Decision =>
  Result.map(ofHold(book, command), (lines) => [
    { _tag: "Released", holdId: command.holdId, lines },
  ])

/** Ships what a hold keeps, unless its lots may not be sold any more. */
export const shipping = (
  book: LotBook.LotBook,
  command: Extract<LotCommand, { _tag: "Ship" }>,
  at: Instant,
): Decision =>
  Result.flatMap(ofHold(book, command), (lines) => {
    const { holdId } = command
    const flawed = lines.flatMap(({ sku, place, lot }) => {
      const known = Option.getOrElse(LotBook.lot(book, { sku, lot }), () => ({ blocked: false }))
      const why = Lot.flaw(known, at)
      return why === undefined ? [] : [{ sku, place, lot, why }]
    })
    return flawed.length > 0
      ? Result.fail(new LotRefusal.LotUnsellable({ holdId, lines: flawed }))
      : Result.succeed([{ _tag: "Shipped", holdId, lines }])
  })
