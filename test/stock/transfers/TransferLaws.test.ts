import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import {
  type StockAccount,
  Transfer,
  type TransferCommand,
  TransferDecision,
  TransferEvent,
} from "entrepot/stock"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"
import { cancel, close, dispatch, find, line, plan, receive, writeOff } from "./support/given.ts"

type Command = TransferCommand.TransferCommand
type Event = TransferEvent.TransferEvent

/** What transfers are made of; a mutant replaces one part. */
interface Parts {
  readonly decide: typeof TransferDecision.decide
  readonly evolve: typeof Transfer.evolve
  readonly legs: typeof TransferEvent.legs
}
const parts: Parts = {
  decide: TransferDecision.decide,
  evolve: Transfer.evolve,
  legs: TransferEvent.legs,
}

const skus = ["mug", "toString", "皿"] as const
const linesOf = fc.array(
  fc
    .tuple(fc.constantFrom(...skus), fc.integer({ min: 1, max: 3 }))
    .map(([sku, quantity]) => line(sku, quantity)),
  { minLength: 1, maxLength: 3 },
)
const document = fc.constantFrom("n1", "n2", "n3", "__proto__")
const documented = (make: typeof receive) =>
  fc.tuple(document, linesOf).map(([name, lines]) => make(name, ...lines))
const commandOf: fc.Arbitrary<Command> = fc.oneof(
  fc.constant(dispatch()),
  linesOf.map((lines) => dispatch(...lines)),
  { arbitrary: documented(receive), weight: 4 },
  { arbitrary: documented(writeOff), weight: 2 },
  { arbitrary: documented(find), weight: 2 },
  fc.constantFrom(cancel, close, close),
)
const historyOf = fc
  .tuple(linesOf, fc.constantFrom([], [dispatch()]), fc.array(commandOf, { maxLength: 12 }))
  .map(([lines, sent, commands]) => [plan(...lines, line("mug", 3)), ...sent, ...commands])

/** The transfer and all events after each command; a refusal leaves both. */
function* play({ decide, evolve }: Parts, history: ReadonlyArray<Command>) {
  let transfer: Transfer.Transfer | undefined
  let events: ReadonlyArray<Event> = []
  for (const command of history) {
    const told = Result.getOrElse(decide(transfer, command), () => [])
    transfer = told.reduce(evolve, transfer)
    events = [...events, ...told]
    yield { transfer, events, command, told }
  }
}

const nameOf = (account: StockAccount.StockAccount) =>
  account._tag === "Shelf" ? account.place : account._tag

// --- mutants -------------------------------------------------------------------------------------

/** Receives whatever comes. */
const believing: Parts["decide"] = (transfer, command) =>
  command._tag === "Receive" && transfer?.status === "dispatched"
    ? Result.succeed([
        {
          _tag: "Received",
          transferId: transfer.transferId,
          to: transfer.to,
          document: command.document,
          lines: command.lines,
        },
      ])
    : TransferDecision.decide(transfer, command)

/** Knows no document again. */
const forgettingDocuments: Parts["evolve"] = (transfer, event) => {
  const after = Transfer.evolve(transfer, event)
  return after === undefined ? after : { ...after, documents: [] }
}

/** Finds what is lost, and still has it lost. */
const findingTwice: Parts["evolve"] = (transfer, event) =>
  Transfer.evolve(transfer, event._tag === "Found" ? { ...event, _tag: "Received" } : event)

const misposting: Parts["legs"] = (event) =>
  event._tag === "Found"
    ? TransferEvent.legs({ ...event, _tag: "Received" })
    : TransferEvent.legs(event)

// --- laws ----------------------------------------------------------------------------------------

/** The items say what the events say, and what was dispatched is somewhere, at every step. */
const nothingVanishesInTransit = (parts: Parts) =>
  fc.property(historyOf, (history) => {
    for (const { transfer, events } of play(parts, history))
      for (const item of transfer?.items ?? []) {
        const of = (tag: Event["_tag"]) =>
          events
            .filter((event) => event._tag === tag)
            .flatMap((event) => ("lines" in event ? event.lines : []))
            .filter(({ sku }) => sku === item.sku)
            .reduce((total, { quantity }) => total + quantity, 0)
        const transit = Transfer.inTransit(item)
        const isTold =
          item.dispatched === of("Dispatched") &&
          item.received === of("Received") + of("Found") &&
          item.lost === of("WrittenOff") - of("Found")
        const isWhole =
          item.dispatched === item.received + item.lost + transit &&
          Math.min(transit, item.lost, item.planned - item.dispatched) >= 0 &&
          (transfer?.status !== "closed" || transit === 0)
        if (!isTold || !isWhole) assert.fail(JSON.stringify(item))
      }
  })

/** Each account has what the transfer says, by the legs alone. */
const legsBalance = (parts: Parts) =>
  fc.property(historyOf, (history) => {
    for (const { transfer, events } of play(parts, history))
      for (const item of transfer?.items ?? []) {
        const balance = new Map([
          ["main", 0],
          ["shop", 0],
          ["Transit", 0],
          ["Loss", 0],
        ])
        for (const { sku, quantity, from, to } of events.flatMap(parts.legs)) {
          if (sku !== item.sku) continue
          balance.set(nameOf(from), (balance.get(nameOf(from)) ?? 0) - quantity)
          balance.set(nameOf(to), (balance.get(nameOf(to)) ?? 0) + quantity)
        }
        const { dispatched, received, lost } = item
        const expected = [-dispatched, received, Transfer.inTransit(item), lost]
        if (expected.join() !== [...balance.values()].join())
          assert.deepStrictEqual([...balance.values()], expected)
      }
  })

/** A command that told something tells nothing or is refused ever after. */
const repeatsTellNothing = (parts: Parts) =>
  fc.property(historyOf, (history) => {
    const heard: Array<Command> = []
    for (const { transfer, command, told } of play(parts, history)) {
      if (told.length > 0) heard.push(command)
      for (const again of heard)
        if (Result.getOrElse(parts.decide(transfer, again), () => []).length > 0)
          assert.fail(`told again: ${JSON.stringify(again)}`)
    }
  })

describe("the laws of transfers", () => {
  it("what was dispatched is received, lost or still in transit, at every step", () => {
    holds(nothingVanishesInTransit(parts))
    kills(nothingVanishesInTransit({ ...parts, decide: believing }))
    kills(nothingVanishesInTransit({ ...parts, evolve: findingTwice }))
  })

  it("legs lead from shelf to transit to shelf or loss, and balance", () => {
    holds(legsBalance(parts))
    kills(legsBalance({ ...parts, legs: misposting }))
  })

  it("nothing is received twice by a repeated document", () => {
    holds(repeatsTellNothing(parts))
    kills(repeatsTellNothing({ ...parts, decide: believing }))
    kills(repeatsTellNothing({ ...parts, evolve: forgettingDocuments }))
  })
})
