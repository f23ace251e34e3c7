import { assert, describe, it } from "@effect/vitest"
import { Equal, HashMap, Option, Result, Schema } from "effect"
import {
  Lot,
  LotBook,
  LotEvent,
  LotEvolution,
  LotPick,
  LotTrace,
  StockAccount,
  StockBook,
} from "entrepot/stock"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"
import {
  anyOrder,
  historyOf,
  holdOf,
  instant,
  lifeOf,
  lotsOf,
  play,
  type Room,
  room,
  sku,
  strategyOf,
} from "./support/worlds.ts"

type Pick = typeof LotPick.pick
type Evolve = Room["evolve"]

const total = (numbers: ReadonlyArray<number>): number => numbers.reduce((a, b) => a + b, 0)
const wantedUnits = fc.integer({ min: 1, max: 7 })
const keeps = fc.integer({ min: 0, max: 1 })

// --- mutants -------------------------------------------------------------------------------------

/** Takes what came first, whatever it is good until. */
const byAge: Pick = (lots, quantity, strategy, at, until) =>
  LotPick.pick(lots, quantity, strategy._tag === "Fefo" ? { _tag: "Fifo" } : strategy, at, until)

/** Thinks that what never expires is the first to go. */
const undatedFirst: Pick = (lots, quantity, strategy, at, until) =>
  Result.map(LotPick.pick(lots, quantity, strategy, at, until), (picks) => {
    const undated = lots.find(
      (lot) => !lot.blocked && lot.expiresAt === undefined && Lot.free(lot) >= quantity,
    )
    return undated === undefined || strategy._tag !== "Fefo"
      ? picks
      : [{ lot: undated.lot, quantity }]
  })

const changing =
  (change: (lot: Lot.LotAt) => Lot.LotAt): Pick =>
  (lots, ...rest) =>
    LotPick.pick(lots.map(change), ...rest)

const forgettingHolds = changing((lot) => ({ ...lot, held: 0 }))
const forgettingRecalls = changing((lot) => ({ ...lot, blocked: false }))
const aMomentLate: Pick = (lots, quantity, strategy, at, until = at) =>
  LotPick.pick(lots, quantity, strategy, at - 1, until - 1)
const forgettingShelfLife: Pick = (lots, quantity, strategy, at) =>
  LotPick.pick(lots, quantity, strategy, at)

/** Takes a lot as a whole. */
const takingWholeLots: Pick = (lots, ...rest) =>
  Result.map(LotPick.pick(lots, ...rest), (picks) =>
    picks.map(({ lot }) => ({
      lot,
      quantity: Lot.free(lots.find((other) => other.lot === lot) ?? { onHand: 0, held: 0 }),
    })),
  )

/** The last lot must do. */
const fromOneLot: Pick = (lots, quantity, strategy, ...rest) =>
  LotPick.pick(strategy._tag === "Lifo" ? lots.slice(-1) : lots, quantity, strategy, ...rest)

const evolving = (evolve: Evolve): Room => ({ ...room, evolve })
const ignoring =
  (tag: LotEvent.LotEvent["_tag"]): Evolve =>
  (book, event) =>
    event._tag === tag ? book : LotEvolution.evolve(book, event)

/** Takes what is shipped off the hold, and leaves it on the shelf. */
const leavingBehind: Evolve = (book, event) =>
  LotEvolution.evolve(book, event._tag === "Shipped" ? { ...event, _tag: "Released" } : event)

const forgettingTheHold: Evolve = (book, event) => {
  const after = LotEvolution.evolve(book, event)
  return event._tag === "Released" ? { ...after, holds: book.holds } : after
}

/** Leaves it to the shelf when units are free. */
const extendingTheHoldAlone: Evolve = (book, event) => {
  const after = LotEvolution.evolve(book, event)
  return event._tag === "Extended" ? { ...after, shelves: book.shelves } : after
}

/** Ships and releases whatever it is asked for. */
const believing: Room["decide"] = (book, command, at) =>
  (command._tag === "Ship" || command._tag === "Release") && command.lines?.length === 1
    ? Result.succeed([
        {
          _tag: command._tag === "Ship" ? "Shipped" : "Released",
          holdId: command.holdId,
          lines: command.lines.map(({ place = "main", ...line }) => ({ ...line, place })),
        },
      ])
    : room.decide(book, command, at)

/** Sees a hold line by line. */
const summingNothing: Room["decide"] = (book, command, at) => {
  if (command._tag !== "Hold") return room.decide(book, command, at)
  const each = command.lines.map((line) => room.decide(book, { ...command, lines: [line] }, at))
  const refused = each.find(Result.isFailure)
  if (refused !== undefined) return refused
  const lines = each.flatMap((one) =>
    Result.getOrElse(one, () => []).flatMap((event) => (event._tag === "Held" ? event.lines : [])),
  )
  return Result.succeed([{ _tag: "Held", holdId: command.holdId, lines }])
}

/** Ships on, whatever was recalled or has expired. */
const shippingAnyway: Room["decide"] = (book, command, at) =>
  room.decide(command._tag === "Ship" ? { ...book, lots: HashMap.empty() } : book, command, at)

const releasingTheFirst: Room["decide"] = (book, command, at) =>
  Result.map(room.decide(book, command, at), (events) =>
    events.map((event) =>
      event._tag === "Released" ? { ...event, lines: event.lines.slice(0, 1) } : event,
    ),
  )

// --- laws ----------------------------------------------------------------------------------------

const world = [lotsOf, wantedUnits, strategyOf, instant, keeps] as const

const firstExpiredFirstOut = (pick: Pick) =>
  fc.property(lotsOf, wantedUnits, instant, keeps, (lots, quantity, at, days) => {
    const picks = pick(lots, quantity, { _tag: "Fefo" }, at, at + days)
    if (Result.isFailure(picks)) return
    const taken = new Map(picks.success.map((one) => [one.lot, one.quantity]))
    const expiry = ({ expiresAt = Infinity }: Lot.LotAt) => expiresAt
    const latest = Math.max(...lots.filter((lot) => taken.has(lot.lot)).map(expiry))
    for (const lot of lots) {
      if (Lot.flaw(lot, at, at + days) !== undefined || expiry(lot) >= latest) continue
      assert.strictEqual(taken.get(lot.lot) ?? 0, Lot.free(lot), `${lot.lot} expires earlier`)
    }
  })

const picksSumAndNeverExceed = (pick: Pick) =>
  fc.property(...world, (lots, quantity, strategy, at, days) => {
    const picks = pick(lots, quantity, strategy, at, at + days)
    if (Result.isFailure(picks)) return
    assert.strictEqual(total(picks.success.map((one) => one.quantity)), quantity)
    assert.strictEqual(new Set(picks.success.map(({ lot }) => lot)).size, picks.success.length)
    for (const { lot, quantity: taken } of picks.success) {
      const from = lots.find((other) => other.lot === lot)
      assert.isTrue(from !== undefined && taken > 0 && taken <= Lot.free(from))
    }
  })

const onlySellableLots = (pick: Pick) =>
  fc.property(...world, (lots, quantity, strategy, at, days) => {
    const picks = Result.getOrElse(pick(lots, quantity, strategy, at, at + days), () => [])
    for (const { lot } of picks) {
      const from = lots.find((other) => other.lot === lot)
      assert.isFalse(from?.blocked ?? true, "blocked")
      assert.isTrue((from?.expiresAt ?? Infinity) > at + days, "expired")
    }
  })

const strategiesAgree = (pick: Pick) =>
  fc.property(lotsOf, wantedUnits, instant, keeps, (lots, quantity, at, days) => {
    const level = Lot.level(lots, at, at + days)
    const { onHand, ...parts } = level
    assert.strictEqual(total(Object.values(parts)), onHand, "every unit counts once")
    for (const strategy of anyOrder) {
      const picks = pick(lots, quantity, strategy, at, at + days)
      assert.strictEqual(Result.isSuccess(picks), quantity <= level.available, strategy._tag)
      if (Result.isFailure(picks)) assert.deepStrictEqual(picks.failure.there, level)
    }
  })

const lotOrderDoesNotMatter = (pick: Pick) =>
  fc.property(...world, (lots, quantity, strategy, at, days) => {
    const picks = pick(lots, quantity, strategy, at, at + days)
    const other = pick(lots.toReversed(), quantity, strategy, at, at + days)
    assert.deepStrictEqual(Result.getOrUndefined(picks), Result.getOrUndefined(other))
  })
const unsorted: Pick = (lots, quantity, strategy, at, until) =>
  LotPick.pick(
    lots.map((lot, index) => ({ ...lot, receivedAt: index })),
    quantity,
    strategy,
    at,
    until,
  )

const pickAndPutBackIsNothing = (mutant: Room) =>
  fc.property(historyOf, holdOf, (history, hold) => {
    const last = [...play(room, history)].at(-1)
    if (last === undefined) return
    const held = room.decide(last.book, hold, last.at)
    if (Result.isFailure(held)) return
    const between = held.success.reduce(mutant.evolve, last.book)
    // What had expired before is no part of it.
    const base = held.success.slice(0, -1).reduce(room.evolve, last.book)
    const { holdId, commandId } = hold
    const freed = mutant.decide(between, { _tag: "Release", holdId, commandId }, last.at)
    const after = Result.getOrElse(freed, () => []).reduce(mutant.evolve, between)
    assert.isTrue(Equal.equals(after.shelves, base.shelves))
    assert.isTrue(Equal.equals(after.lots, base.lots))
  })

const isShelf = Schema.is(Lot.LotShelf)
const isLot = Schema.is(Lot.Lot)
const isHold = Schema.is(LotBook.LotHold)
const isEvent = Schema.is(LotEvent.LotEvent)

/** The book equals its legs, and what is held equals what holds keep, after every command. */
const booksAddUp = (mutant: Room) =>
  fc.property(lifeOf, (history) => {
    for (const { book, events, at: now } of play(mutant, history)) {
      const legs = events.flatMap(LotEvent.legs)
      const lines = [...HashMap.values(book.holds)]
        .filter((hold) => !StockBook.hasExpired(hold, now))
        .flatMap((hold) => hold.lines)
      for (const shelf of LotBook.shelves(book)) {
        const { place, lot, onHand } = shelf
        const ours = legs.filter((leg) => leg.lot === lot)
        const inAccounts = (...tags: ReadonlyArray<string>) => {
          const at = (account: StockAccount.StockAccount) =>
            "place" in account && account.place === place && tags.includes(account._tag)
          const came = total(ours.filter(({ to }) => at(to)).map(({ quantity }) => quantity))
          return came - total(ours.filter(({ from }) => at(from)).map(({ quantity }) => quantity))
        }
        assert.strictEqual(onHand, inAccounts("Shelf", "Held"), "on hand")
        for (const account of StockAccount.besides)
          assert.strictEqual(StockBook.beside(shelf, account), inAccounts(account), account)
        const kept = lines.filter((line) => line.lot === lot && line.place === place)
        const { held } = StockBook.current(shelf, now)
        assert.strictEqual(held, total(kept.map(LotBook.open)), "held")
        assert.isTrue(shelf.held <= onHand, "never more held than there")
      }
    }
  })

const canBeWritten = (mutant: Room) =>
  fc.property(lifeOf, (history) => {
    const last = [...play(mutant, history)].at(-1)
    if (last === undefined) return
    assert.isTrue(LotBook.shelves(last.book).every((shelf) => isShelf(shelf)))
    assert.isTrue(HashMap.every(last.book.holds, (hold) => isHold(hold)))
    assert.isTrue(HashMap.every(last.book.lots, (lot) => isLot(lot)))
    assert.isTrue(last.events.every((event) => isEvent(event)))
  })

const nothingUnsellableIsShipped = (mutant: Room) =>
  fc.property(lifeOf, (history) => {
    let known = 0
    for (const { book, events, at } of play(mutant, history)) {
      for (const event of events.slice(known))
        if (event._tag === "Shipped")
          for (const line of event.lines) {
            const lot = Option.getOrUndefined(LotBook.lot(book, line))
            assert.isTrue(lot !== undefined && Lot.flaw(lot, at) === undefined)
          }
      known = events.length
    }
  })

/** A trace knows of each lot where it is, and who has it. */
const traceEqualsBook = (touched: typeof LotTrace.touched) =>
  fc.property(lifeOf, (history) => {
    const last = [...play(room, history)].at(-1)
    if (last === undefined) return
    const movements = last.events.map((event, position) => ({ position, occurredAt: 0, event }))
    for (const { lot } of HashMap.values(last.book.lots)) {
      const trace = touched(movements, { sku, lot }, last.at)
      const places = LotBook.shelves(last.book).filter((shelf) => shelf.lot === lot)
      const unitsOf = (shelf: Lot.LotShelf) =>
        shelf.onHand + total(StockAccount.besides.map((name) => StockBook.beside(shelf, name)))
      assert.deepStrictEqual(
        new Map(trace.places.map(({ place, units }) => [place, units])),
        new Map(places.map((shelf) => [shelf.place, unitsOf(shelf)])),
      )
      for (const { holdId, held, shipped } of trace.orders) {
        const hold = Option.getOrThrow(LotBook.hold(last.book, holdId))
        const ours = hold.lines.filter((line) => line.lot === lot)
        const isOver = StockBook.hasExpired(hold, last.at)
        assert.strictEqual(held, isOver ? 0 : total(ours.map(LotBook.open)))
        assert.strictEqual(shipped, total(ours.map((line) => line.shipped)))
      }
    }
  })
const missing =
  (tag: LotEvent.LotEvent["_tag"]): typeof LotTrace.touched =>
  (movements, lot, now) =>
    LotTrace.touched(
      [...movements].filter(({ event }) => event._tag !== tag),
      lot,
      now,
    )

/** Thinks that holds stand for ever. */
const forgettingExpiry: typeof LotTrace.touched = (movements, lot) =>
  LotTrace.touched(movements, lot)

describe("the laws of lots", { timeout: 30_000 }, () => {
  it("first expired, first out never takes a later expiry while an earlier one has units", () => {
    holds(firstExpiredFirstOut(LotPick.pick))
    kills(firstExpiredFirstOut(byAge))
    kills(firstExpiredFirstOut(undatedFirst))
  })

  it("picks sum to the quantity, and never exceed a lot", () => {
    holds(picksSumAndNeverExceed(LotPick.pick))
    kills(picksSumAndNeverExceed(takingWholeLots))
    kills(picksSumAndNeverExceed(forgettingHolds))
  })

  it("a blocked, expired or short-dated lot is never picked", () => {
    holds(onlySellableLots(LotPick.pick))
    kills(onlySellableLots(forgettingRecalls))
    kills(onlySellableLots(aMomentLate))
    kills(onlySellableLots(forgettingShelfLife))
  })

  it("strategies agree on what is available in all, and refusals tell every unit once", () => {
    holds(strategiesAgree(LotPick.pick))
    kills(strategiesAgree(fromOneLot))
    kills(strategiesAgree(forgettingHolds))
  })

  it("the order in which lots are listed does not matter", () => {
    holds(lotOrderDoesNotMatter(LotPick.pick))
    kills(lotOrderDoesNotMatter(unsorted))
  })

  it("a pick that is put back leaves the lots as they were", () => {
    holds(pickAndPutBackIsNothing(room))
    kills(pickAndPutBackIsNothing({ ...room, decide: releasingTheFirst }))
    kills(pickAndPutBackIsNothing(evolving(ignoring("Released"))))
  })

  it("units of each lot are conserved, and what is held is what holds keep", () => {
    holds(booksAddUp(room))
    kills(booksAddUp({ ...room, decide: believing }))
    kills(booksAddUp({ ...room, decide: summingNothing }))
    kills(booksAddUp(evolving(leavingBehind)))
    kills(booksAddUp(evolving(ignoring("Moved"))))
    kills(booksAddUp(evolving(forgettingTheHold)))
    kills(booksAddUp(evolving(ignoring("Expired"))))
    kills(booksAddUp(evolving(extendingTheHoldAlone)))
  })

  it("what was decided can be written", () => {
    holds(canBeWritten(room))
    kills(canBeWritten({ ...room, decide: believing }))
  })

  it("no unit of a lot is shipped that may not be sold", () => {
    holds(nothingUnsellableIsShipped(room))
    kills(nothingUnsellableIsShipped({ ...room, decide: shippingAnyway }))
  })

  it("a trace finds every unit of a lot, at places and with customers", () => {
    holds(traceEqualsBook(LotTrace.touched))
    kills(traceEqualsBook(missing("Moved")))
    kills(traceEqualsBook(missing("Shipped")))
    kills(traceEqualsBook(forgettingExpiry))
  })
})
