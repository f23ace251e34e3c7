/** Commands on units, sent to the ledger one by one. */
import { Effect, Result, Schema, Stream } from "effect"
import {
  ScanRecords,
  type SerialAccount,
  SerialCommand,
  SerialRecords,
  StockLedger,
  type StockLedgerShape,
  StockRecords,
} from "entrepot/stock"
import { Receipt } from "entrepot/store"

import { contentsOf } from "../../support/ledger.ts"
import type { Command } from "./units.ts"

/** Sends a command as it is. */
export const send = ({ serials }: StockLedgerShape, command: Command) => {
  switch (command._tag) {
    case "Receive":
      return serials.receive(Schema.encodeSync(SerialCommand.SerialCommand.cases.Receive)(command))
    case "SendBack":
      return serials.sendBack(command)
    case "TransferOut":
      return serials.transferOut(command)
    case "TransferIn":
      return serials.transferIn(command)
    case "Hold":
      return serials.hold(command)
    case "Release":
      return serials.release(command)
    case "Ship":
      return serials.ship(command)
    case "Return":
      return serials.return(command)
    case "Quarantine":
      return serials.quarantine(command)
    case "Clear":
      return serials.clear(command)
    case "RepairIn":
      return serials.repairIn(command)
    case "RepairOut":
      return serials.repairOut(command)
    case "Replace":
      return serials.replace(command)
    case "Scrap":
      return serials.scrap(command)
    case "Lose":
      return serials.lose(command)
    case "Find":
      return serials.find(command)
    case "Count":
      return serials.count(command)
  }
}

let sent = 0
/** Sends a command under an id of its own, and says what came of it: an event or a refusal. */
export const ask = Effect.fnUntraced(function* (command: Command) {
  sent += 1
  const ledger = yield* StockLedger
  const outcome = yield* Effect.result(send(ledger, { ...command, commandId: `c-${sent}` }))
  return Result.match(outcome, {
    onFailure: ({ _tag }): string => _tag,
    onSuccess: ({ answer }) => answer.event,
  })
})

/** Where a unit is now. */
export const whereIs = Effect.fnUntraced(function* (serial: string, sku = "PHONE") {
  const { serials } = yield* StockLedger
  const unit = yield* serials.unit(sku, serial)
  return unit._tag === "None" ? undefined : describe(unit.value.where)
})

const describe = ({ _tag, ...more }: SerialAccount.SerialAccount): string =>
  [_tag, ...Object.values(more)].join(" ")

/** The serial numbers at a place, each with its account. */
export const unitsAt = Effect.fnUntraced(function* (place: string, sku?: string) {
  const { serials } = yield* StockLedger
  const units = yield* Stream.runCollect(serials.at(place, sku === undefined ? {} : { sku }))
  return units.map(({ serial, where }) => `${serial} ${where._tag}`)
})

const collections = [
  SerialRecords.Units,
  SerialRecords.UnitMovements,
  SerialRecords.Bindings,
  ScanRecords.Scans,
  ScanRecords.ScansOfDevices,
  ScanRecords.Trails,
  ScanRecords.Codes,
  StockRecords.Shelves,
  StockRecords.Holds,
  StockRecords.Items,
  Receipt.Receipts,
]

/** Everything that commands on units can write. */
export const everything = contentsOf(...collections)
