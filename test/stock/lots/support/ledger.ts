/** Lots over the ledger: commands as methods, histories in which time goes on, and what is written. */
import { Effect, Schema } from "effect"
import { TestClock } from "effect/testing"
import {
  LotCommand,
  LotRecords,
  type Lots,
  StockLedger,
  type StockLedgerShape,
  StockRecords,
} from "entrepot/stock"
import { Receipt, Store } from "entrepot/store"

import { ledgerOver } from "../../support/ledger.ts"
import { contentsOf } from "../../support/ledger.ts"
import { lifeOf, soldOf } from "./worlds.ts"

/** A command as a caller writes it. */
type Command = typeof LotCommand.LotCommand.Encoded

/** Sends a command by the method of its verb. */
export const send = (lots: Lots.LotsShape, command: Command) => {
  switch (command._tag) {
    case "SetPolicy":
      return lots.setPolicy(command)
    case "Receive":
      return lots.receive(command)
    case "Hold":
      return lots.hold(command)
    case "Extend":
      return lots.extend(command)
    case "Release":
      return lots.release(command)
    case "Ship":
      return lots.ship(command)
    case "Return":
      return lots.return(command)
    case "Move":
      return lots.move(command)
    case "Adjust":
      return lots.adjust(command)
    case "Block":
      return lots.block(command)
    case "Unblock":
      return lots.unblock(command)
  }
}

/** A command as a caller writes it. */
export const encode = Schema.encodeSync(LotCommand.LotCommand)

/** A command and when it is sent, in epoch milliseconds. */
export interface Sent {
  readonly command: LotCommand.LotCommand
  readonly at: number
}

/** Each command with an id of its own; a second passes every few. */
const sent = (history: ReadonlyArray<LotCommand.LotCommand>): ReadonlyArray<Sent> =>
  history.map((command, i) => ({
    command: { ...command, commandId: `c-${i}` },
    at: 1_000 * (1 + Math.floor(i / 4)),
  }))

/** Histories of a small world. */
export const histories = lifeOf.map(sent)

/** Those that are about an order. */
export const sales = soldOf.map(sent)

/**
 * Sends a history to two ledgers over one store in turn, and does something with each command. What
 * one of them wrote the other has to read.
 */
export const sendAll = Effect.fnUntraced(function* <E, R>(
  history: ReadonlyArray<Sent>,
  after: (
    ledger: StockLedgerShape,
    sent: Sent,
    answer: Effect.Effect<unknown, unknown>,
  ) => Effect.Effect<unknown, E, R>,
) {
  const one = yield* StockLedger
  const other = yield* Effect.provide(StockLedger, ledgerOver(yield* Store))
  for (const [i, sent] of history.entries()) {
    const ledger = i % 2 === 0 ? one : other
    yield* TestClock.setTime(sent.at)
    yield* after(ledger, sent, send(ledger.lots, encode(sent.command)))
  }
  return one
})

const { Shelves, Holds, Expiries, Items } = StockRecords
const { Policies, Lots: AllLots, LotShelves, LotHolds, LotExpiries } = LotRecords
const ofLedger = [Shelves, Holds, Expiries, Items, Receipt.Receipts]
const ofLots = [Policies, AllLots, LotShelves, LotHolds, LotExpiries]

/** Everything that commands of lots can write. */
export const contents = contentsOf(...ofLedger, ...ofLots)
